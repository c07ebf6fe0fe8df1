using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Policies;

/// <summary>
/// Proves that a pipeline keeps its policy. Whether an output depends on a column where that is forbidden is decided on the plan, specialised
/// for the rows for which it is: what is left after folding and pruning is all that can matter, through features, models and aggregates.
/// </summary>
internal static class PolicyChecks
{
    /// <summary>Checks what the policy requires.</summary>
    public static void Required(Declarations declarations, DiagnosticBag diagnostics)
    {
        if (declarations.Policies.FirstOrDefault(policy => policy.RequiresReasons) is { } policy && !declarations.Reasons.Any())
        {
            diagnostics.Report(DiagnosticDescriptors.PolicyUnmet, policy.Location, "reasons");
        }
    }

    /// <summary>Checks what the policy forbids.</summary>
    /// <param name="declarations">The pipeline.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="monitored">The outputs that are looked at and not decided by.</param>
    /// <param name="diagnostics">Receives every output that breaks the policy.</param>
    public static void Forbidden(Declarations declarations, RelationalPlan plan, IReadOnlySet<string> monitored, DiagnosticBag diagnostics)
    {
        foreach (SourceDeclaration source in declarations.Sources.Values.OrderBy(source => source.Syntax.Location.Line))
        {
            foreach (ColumnSyntax column in source.Syntax.Columns.Where(column => column.IsProtected && !IsConditional(source, column, declarations)))
            {
                Check(plan, source.Name, column, null, column.Location, $"'{column.Name}' is protected", monitored, diagnostics);
            }
        }

        foreach (ForbidSyntax forbid in declarations.Policies.SelectMany(policy => policy.Forbidden))
        {
            if (Column(forbid.Column, declarations, diagnostics) is not { } column)
            {
                continue;
            }

            if (forbid.ConditionColumn is null)
            {
                Check(plan, column.Source.Name, column.Column, null, forbid.Location, $"forbid {forbid.Column.Full}", monitored, diagnostics);
                continue;
            }

            if (Column(forbid.ConditionColumn, declarations, diagnostics) is not { } condition)
            {
                continue;
            }

            if (condition.Source != declarations.Root)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.InvalidDeclaration, forbid.ConditionColumn.Location, $"a policy's condition is a column of '{declarations.Root!.Name}', whose rows are scored");
                continue;
            }

            FormulaType type = FormulaType.Of(condition.Column.Type, condition.Column.Digits?.Scale ?? 0);
            foreach (Formula value in forbid.Values)
            {
                if (Constants.OrReport(value, type, diagnostics) is { } literal)
                {
                    Check(
                        plan, column.Source.Name, column.Column, (condition.Column.Name, literal.Value), forbid.Location,
                        $"forbid {forbid.Column.Full} when {forbid.ConditionColumn.Full} = {FormulaText.Of(value)}", monitored, diagnostics);
                }
            }
        }
    }

    // A protected column whose use is ruled by a condition may be used where the condition does not hold.
    private static bool IsConditional(SourceDeclaration source, ColumnSyntax column, Declarations declarations) =>
        declarations.Policies.SelectMany(policy => policy.Forbidden).Any(forbid =>
            forbid.ConditionColumn is not null && forbid.Column.Names[^1] == column.Name && (forbid.Column.Names.Length == 1 ? source == declarations.Root : forbid.Column.Names[0] == source.Name));

    private static (SourceDeclaration Source, ColumnSyntax Column)? Column(NameFormula name, Declarations declarations, DiagnosticBag diagnostics)
    {
        SourceDeclaration? source = name.Names.Length switch
        {
            1 => declarations.Root,
            2 => declarations.Sources.GetValueOrDefault(name.Names[0]),
            _ => null,
        };
        if (source is null)
        {
            diagnostics.Report(
                DiagnosticDescriptors.UnknownName, name.Location, "source", name.Names[0], Declarations.Hint(name.Names[0], declarations.Sources.Keys));
            return null;
        }

        if (source.Column(name.Names[^1]) is { } column)
        {
            return (source, column);
        }

        diagnostics.Report(
            DiagnosticDescriptors.UnknownName, name.Location, "column", name.Names[^1], $" of '{source.Name}'" + Declarations.Hint(name.Names[^1], source.Syntax.Columns.Select(candidate => candidate.Name)));
        return null;
    }

    private static void Check(
        RelationalPlan plan, string source, ColumnSyntax column, (string Column, Scalar Value)? condition, SourceLocation at, string rule,
        IReadOnlySet<string> monitored, DiagnosticBag diagnostics)
    {
        ScoringPlan scoring = plan.Scoring with { Outputs = [.. plan.Scoring.Outputs.Where(output => !monitored.Contains(output.Schema.Name))] };
        var sources = plan.Scoring.Inputs.Zip(plan.Features).ToDictionary(pair => pair.First.Value, pair => pair.Second);
        ScoringPlan left = Specialisation.Run(scoring, Known(scoring, sources, condition));
        var guilty = left.Inputs
            .Where(input => sources[input.Value] switch
            {
                ColumnSource direct => Leads(plan, plan.Root, direct, source, column.Name),
                AggregateSource aggregate => Uses(plan, aggregate, source, column.Name, condition),
                AsOfSource => false,
                var other => throw new InvalidOperationException($"unknown source {other.GetType().Name}"),
            })
            .Select(input => input.Schema.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (guilty.Count == 0)
        {
            return;
        }

        foreach (ColumnLineage lineage in ColumnLineage.OfOutputs(left).Where(lineage => lineage.Columns.Any(guilty.Contains)))
        {
            string[] steps = [.. Steps(left, lineage, guilty)];
            diagnostics.Report(
                DiagnosticDescriptors.PolicyBroken, at, lineage.Name, column.Name, steps.Length == 0 ? "" : $" by way of {string.Join(", ", steps)}", rule);
        }
    }

    private static Dictionary<PlanValue, Scalar> Known(ScoringPlan rows, Dictionary<PlanValue, FeatureSource> sources, (string Column, Scalar Value)? condition) =>
        condition is not { } known
            ? []
            : rows.Inputs.Where(input => sources[input.Value] is ColumnSource { Path.IsEmpty: true } direct && direct.Column == known.Column)
                .ToDictionary(input => input.Value, _ => known.Value);

    private static bool Leads(RelationalPlan plan, string from, ColumnSource direct, string source, string column) =>
        direct.Column == column && (direct.Path.IsEmpty ? from : plan.Relation(direct.Path[^1].Target).Name) == source;

    // Time, condition and argument of an aggregate are all that decides it.
    private static bool Uses(RelationalPlan plan, AggregateSource source, string relation, string column, (string Column, Scalar Value)? condition)
    {
        Aggregation aggregation = plan.Aggregations[source.Aggregation];
        Aggregate aggregate = aggregation.Aggregates[source.Aggregate];
        var shown = new[] { aggregation.Time, aggregate.Argument, aggregate.Condition }.OfType<string>().ToHashSet(StringComparer.Ordinal);
        ScoringPlan rows = aggregation.Rows with { Outputs = [.. aggregation.Rows.Outputs.Where(output => shown.Contains(output.Schema.Name))] };
        var sources = aggregation.Rows.Inputs.Zip(aggregation.Sources).ToDictionary(pair => pair.First.Value, pair => pair.Second);
        var known = new Dictionary<PlanValue, Scalar>();
        if (condition is { } wanted)
        {
            foreach (PlanInput input in rows.Inputs)
            {
                if (sources[input.Value] is ColumnSource { Path.IsEmpty: false } direct && direct.Column == wanted.Column && direct.Path.SequenceEqual(aggregation.Path))
                {
                    known.Add(input.Value, wanted.Value);
                }
            }
        }

        return Specialisation.Run(rows, known).Inputs.Any(input =>
            sources[input.Value] is ColumnSource direct && Leads(plan, aggregation.Relation, direct, relation, column));
    }

    // The features between the output and the column.
    private static IEnumerable<string> Steps(ScoringPlan plan, ColumnLineage output, HashSet<string> guilty)
    {
        var through = ColumnLineage.OfDerivedFields(plan).Where(field => field.Columns.Any(guilty.Contains)).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return output.DerivedFields.Reverse().Where(through.Contains);
    }
}
