using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>What the tables of a relational plan and their columns are called.</summary>
/// <param name="Table">A relation's table as it stands behind FROM.</param>
/// <param name="Column">A relation's column, quoted.</param>
public sealed record RelationNames(Func<Relation, string> Table, Func<Relation, string, string> Column)
{
    /// <summary>The names that the relations declare.</summary>
    /// <param name="dialect">Quotes them.</param>
    public static RelationNames Declared(SqlDialect dialect) => new(
        relation => relation.Table.Length == 1 ? dialect.Quote(relation.Table[0]) : dialect.Relation(relation.Table[0], relation.Table[1]),
        (_, column) => dialect.Quote(column));
}
