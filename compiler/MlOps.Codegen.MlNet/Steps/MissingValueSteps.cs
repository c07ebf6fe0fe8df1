using Microsoft.ML;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>What stands for a missing value, and whether a value is missing.</summary>
internal static class MissingValueSteps
{
    private static readonly NumberFunction IsMissing = new(
        x => double.IsNaN(x) ? 1 : 0,
        x => Build.If(Build.IsMissing(Build.Ref(x)), Build.Number(1), Build.Number(0)));

    /// <summary>Missing numbers replaced.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Replace(StepContext context, DataViewSchema.Column made)
    {
        Column? input = context.PairedInput(made, out int index);
        if (input is null)
        {
            return null;
        }

        object values = MlNetMembers.Replacements.Of<object[]>(context.Step.Transformer)[index];
        Func<int, double>? replacement = values switch
        {
            float single => _ => single,
            double number => _ => number,
            float[] singles => slot => singles[slot],
            double[] numbers => slot => numbers[slot],
            _ => null,
        };
        return replacement is null ? context.Refuse(made, "its input is no number") : context.Map(made, input, slot => ReplaceBy(replacement(slot)));
    }

    /// <summary>1 where a number is missing, otherwise 0.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Indicate(StepContext context, DataViewSchema.Column made) =>
        context.Map(made, context.PairedInput(made, out _), _ => IsMissing);

    private static NumberFunction ReplaceBy(double value) => new(
        x => double.IsNaN(x) ? value : x,
        x => Build.Coalesce(Build.Ref(x), Build.Number(value)));
}
