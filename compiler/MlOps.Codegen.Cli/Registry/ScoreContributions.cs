using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Registry.Versions;
using MlOps.Runtime;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>What each input of a row did to its result: baseline Shapley values, as <see cref="Explainer"/> computes them.</summary>
/// <param name="Output">The output that is explained.</param>
/// <param name="Baseline">The row that it is compared with, in words.</param>
/// <param name="IsBaselineKept">Whether that row is kept with the version; else every input of it is missing.</param>
/// <param name="BaselineInputs">That row.</param>
/// <param name="BaselineResult">That row's result; null for missing.</param>
/// <param name="Result">The row's result; null for missing.</param>
/// <param name="IsExact">Whether all combinations of inputs were scored.</param>
/// <param name="Contributions">A part of the difference per input, in their order; empty where a result is missing.</param>
internal sealed record ScoreContributions(
    string Output,
    string Baseline,
    bool IsBaselineKept,
    ImmutableArray<BaselineInput> BaselineInputs,
    double? BaselineResult,
    double? Result,
    bool IsExact,
    ImmutableArray<InputContribution> Contributions)
{
    private const int MostReasons = 4;

    /// <summary>The inputs that raised the result most, most first.</summary>
    public ImmutableArray<string> Raised => [.. Ordered(Contributions.Where(each => each.Value > 0))];

    /// <summary>The inputs that lowered the result most, most first.</summary>
    public ImmutableArray<string> Lowered => [.. Ordered(Contributions.Where(each => each.Value < 0))];

    /// <summary>Explains a row.</summary>
    /// <param name="plan">The plan, compiled from the registered model file.</param>
    /// <param name="row">The row, a value per input.</param>
    /// <param name="baseline">The row that is kept to compare with; null for none: one whose every input is missing stands in.</param>
    /// <param name="output">The output; null for the first that is a number.</param>
    /// <returns>The contributions; null where no output is a number, or the model cannot be compiled.</returns>
    /// <exception cref="CommandFailure">There is no such output, or it is no number.</exception>
    public static ScoreContributions? Of(ScoringPlan plan, Scalar[] row, BaselineRow? baseline, string? output)
    {
        bool HasNumber(PlanOutput each) => each.Value.Type is DataType.Double or DataType.Float or DataType.Integer or DataType.Boolean;
        if ((output is null && !plan.Outputs.Any(HasNumber)) || !new CSharpTarget().Check(plan).IsEmpty)
        {
            return null;
        }

        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
        try
        {
            Scalar[] compared = TypicalRow.Values(baseline, plan);
            Explanation explanation = scorer.Explain(Boxed(plan, row), Boxed(plan, compared), output);
            bool isKnown = explanation.Contributions.All(each => double.IsFinite(each.Value));
            return new ScoreContributions(
                explanation.Output,
                baseline is null ? "a row with every input missing" : string.Create(CultureInfo.InvariantCulture, $"the typical of {baseline.Rows:N0} rows of {baseline.Origin}"),
                baseline is not null,
                [
                    .. plan.Inputs.Select((input, i) =>
                        new BaselineInput(input.Schema.Name, compared[i].IsMissing ? null : TextValue.Format(compared[i], input.Value.Type))),
                ],
                Known(explanation.Baseline),
                Known(explanation.Result),
                explanation.IsExact,
                isKnown ? [.. explanation.Contributions.Select(each => new InputContribution(each.Input, each.Value, each.StandardError))] : []);
        }
        catch (ArgumentException exception)
        {
            throw new CommandFailure(ExitCodes.Usage, exception.Message);
        }
    }

    /// <summary>Writes the contributions for people.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(Printable.Line($"{Output} is {Text(Result)}; of {Baseline}, with which it is compared, it is {Text(BaselineResult)}{(IsExact ? "" : " (sampled)")}"));
        if (!IsBaselineKept)
        {
            writer.WriteLine("  no row to compare with is kept with the version: 'mlops registry baseline' keeps the typical one of its training data");
        }

        if (Contributions.IsEmpty)
        {
            writer.WriteLine("  what each input did is not known where a result is missing");
            return;
        }

        var former = BaselineInputs.ToDictionary(each => each.Name, each => each.Value ?? "(missing)", StringComparer.Ordinal);

        var table = new TextTable(2);
        foreach (InputContribution each in Contributions.Where(each => each.Value != 0).OrderByDescending(each => Math.Abs(each.Value)))
        {
            table.Add("contribution", each.Input, Text(each.Value), each.StandardError > 0 ? $"± {Text(each.StandardError)}" : "", $"instead of {former[each.Input]}");
        }

        table.Write(writer);
        Reasons(writer, "raised by", Raised);
        Reasons(writer, "lowered by", Lowered);
    }

    private static void Reasons(TextWriter writer, string what, ImmutableArray<string> inputs)
    {
        if (!inputs.IsEmpty)
        {
            writer.WriteLine(Printable.Line($"  {what} {string.Join(", ", inputs)}"));
        }
    }

    private static IEnumerable<string> Ordered(IEnumerable<InputContribution> contributions) => contributions
        .OrderByDescending(each => Math.Abs(each.Value)).ThenBy(each => each.Input, StringComparer.Ordinal).Take(MostReasons).Select(each => each.Input);

    private static object?[] Boxed(ScoringPlan plan, Scalar[] row) => [.. row.Select((value, i) => ClrValue.Of(value, plan.Inputs[i].Value.Type))];

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static string Text(double? value) => value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "(missing)";
}

/// <summary>What an input did to a result.</summary>
/// <param name="Input">The input.</param>
/// <param name="Value">Its part of the difference, in the output's unit.</param>
/// <param name="StandardError">Of a sampled value; 0 of an exact one.</param>
internal sealed record InputContribution(string Input, double Value, double StandardError);

/// <summary>An input of the row that a result is compared with.</summary>
/// <param name="Name">The input.</param>
/// <param name="Value">Its value, as in CSV files; null for missing.</param>
internal sealed record BaselineInput(string Name, string? Value);
