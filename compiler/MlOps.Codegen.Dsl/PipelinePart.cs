using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl;

/// <summary>A statement of a pipeline that says how scores come about, for people who want to know what is in a file.</summary>
/// <param name="Keyword">The word that it begins with.</param>
/// <param name="Name">What it declares; of a policy, what it asks for.</param>
/// <param name="Summary">What it is made of, or its documentation; may be empty.</param>
public sealed record PipelinePart(string Keyword, string Name, string Summary)
{
    internal static ImmutableArray<PipelinePart> Of(IEnumerable<Statement> statements) => [.. statements.SelectMany(Describe)];

    // Sources and outputs are columns of the plan, which are described as such.
    private static IEnumerable<PipelinePart> Describe(Statement statement) => statement switch
    {
        FeatureStatement feature => [new("feature", feature.Name, feature.Documentation)],
        ImputeStatement impute => [new("impute", impute.Column, impute.Indicator is { } indicator ? $"indicator {indicator}" : "")],
        EncodeStatement encode => [new("encode", encode.Name, encode.Values.IsEmpty ? "all values" : Count(encode.Values.Length, "value"))],
        ModelStatement model => [new("model", model.Name, Describe(model.Model))],
        TableStatement table => [new("table", table.Name, table.File is { } file ? $"from {file}" : Count(table.Rows.Length, "row"))],
        RuleStatement rule => [new("rule", rule.Name, rule.Text ?? rule.Code ?? "")],
        OptimiseStatement optimise => [new("optimise", optimise.Name, $"{Count(optimise.Actions.Length, "action")} of {optimise.Variable} by {optimise.Objective}")],
        ReasonsStatement reasons => [new("reasons", reasons.Model, $"top {reasons.Count.ToString(CultureInfo.InvariantCulture)} of {Count(reasons.Reasons.Length, "reason")}")],
        PolicyStatement policy => [new("policy", Describe(policy), "")],
        TestStatement test => [new("test", test.Name, test.File is { } file ? $"from {file}" : Count(test.Expected.Length, "expectation"))],
        PipelineStatement or SourceStatement or ScoreStatement or OutputStatement or MonitorStatement => [],
        _ => throw new InvalidOperationException($"unknown statement {statement.GetType().Name}"),
    };

    private static string Describe(ModelSyntax model) => model switch
    {
        FileModel file => $"{file.Kind} {file.File}{(file.Version is { } version ? $" version {version.ToString(CultureInfo.InvariantCulture)}" : "")}",
        LinearModel linear => $"{linear.Link}, {Count(linear.Terms.Length, "term")}",
        ScorecardModel scorecard => $"scorecard, {Count(scorecard.Characteristics.Length, "characteristic")}",
        TreeModel tree => $"tree of depth {tree.Root.Depth.ToString(CultureInfo.InvariantCulture)}",
        _ => throw new InvalidOperationException($"unknown model {model.GetType().Name}"),
    };

    private static string Describe(PolicyStatement policy)
    {
        string[] forbidden =
        [
            .. policy.Forbidden.Select(forbid =>
                $"forbid {string.Join('.', forbid.Column.Names)}{(forbid.ConditionColumn is { } condition ? $" by {string.Join('.', condition.Names)}" : "")}"),
        ];
        return string.Join(", ", policy.RequiresReasons ? [.. forbidden, "require reasons"] : forbidden);
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
