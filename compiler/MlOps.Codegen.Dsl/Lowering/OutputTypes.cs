using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>The types that outputs have.</summary>
internal static class OutputTypes
{
    /// <summary>A value in the type that its output declares; null after a diagnostic.</summary>
    public static Typed? Declared(OutputStatement output, Typed value, FormulaLowering lowering)
    {
        if (output.Type is null)
        {
            return value;
        }

        FormulaType type = FormulaType.Of(output.Type);
        if (FormulaLowering.IsMissing(value))
        {
            return new Typed(Literal.Missing(type.Type), type);
        }

        if (output.Type is "double" or "float" or "decimal" && value.Type.IsNumber)
        {
            Expression number = Build.ToDouble(value.Value);
            return new Typed(output.Type == "float" ? Build.ToFloat32(number) : number, type);
        }

        if (value.Type.Type == type.Type)
        {
            return value;
        }

        lowering.Mismatch($"the output '{output.Name}'", type.Name, value, output.Value.Location);
        return null;
    }

    /// <summary>A value in the type of another one; null after a diagnostic.</summary>
    public static Expression? Same(Typed value, Typed wanted, FormulaLowering lowering, SourceLocation at)
    {
        if (FormulaLowering.IsMissing(value))
        {
            return Literal.Missing(wanted.Value.Type);
        }

        if (value.Value.Type == wanted.Value.Type && value.Type.Type == wanted.Type.Type)
        {
            return value.Value;
        }

        if (wanted.Type.Type == DataType.Double && value.Type.IsNumber)
        {
            return Build.ToDouble(value.Value);
        }

        if (wanted.Type.Type == DataType.Date && value.Type.Type == DataType.Date)
        {
            return wanted.Value.Type == DataType.Date ? CalendarFunctions.AsDate(value.Value, lowering) : CalendarFunctions.Count(value.Value);
        }

        lowering.Mismatch("the assignment", wanted.Type.Name, value, at);
        return null;
    }
}
