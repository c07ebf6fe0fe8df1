using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Constants of plans as an engine writes them.</summary>
internal static class SqlConstant
{
    /// <summary>A constant, of its type to the bit.</summary>
    /// <param name="literal">The constant; one that <see cref="SqlDialect.CanHold"/> has nothing against.</param>
    /// <param name="dialect">The engine.</param>
    public static string Of(Literal literal, SqlDialect dialect)
    {
        if (literal.IsMissing)
        {
            return dialect.MissingLiteral(literal.Type);
        }

        return literal.Type switch
        {
            DataType.Boolean => literal.Value.Boolean ? dialect.True : dialect.False,
            DataType.Integer => dialect.IntegerLiteral(literal.Value.Integer),
            DataType.Double => dialect.DoubleLiteral(literal.Value.Double),
            DataType.String => dialect.TextLiteral(literal.Value.Text),
            DataType.DateTime => dialect.CalendarLiteral(
                CalendarText.Iso(literal.Value.Integer, literal.Type).Replace('T', ' '), literal.Type),
            _ => dialect.CalendarLiteral(CalendarText.Iso(literal.Value.Integer, literal.Type), literal.Type),
        };
    }
}
