using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Policies;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>From a pipeline's statements to its plans. All statements are lowered, so that all mistakes are found at once.</summary>
internal static class PipelineLowering
{
    /// <summary>Lowers a pipeline.</summary>
    /// <param name="declarations">The pipeline, checked.</param>
    /// <param name="files">Its files.</param>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Receives all that is wrong with it.</param>
    /// <param name="options">Which passes run.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are ordinary.</param>
    /// <returns>The plan over all tables, whose scoring part is the plan of the features; null after a diagnostic.</returns>
    public static RelationalPlan? Lower(
        Declarations declarations, PipelineFiles files, string name, DiagnosticBag diagnostics, PassOptions options, bool ordinaryInputs)
    {
        if (declarations.Root is null)
        {
            return null;
        }

        var context = new LoweringContext(new PlanBuilder { HasOrdinaryInputs = ordinaryInputs }, diagnostics);
        var scope = new ScoringScope(context, declarations, files);
        LowerAll(declarations, scope);
        foreach (ColumnSyntax column in declarations.Root.Syntax.Columns.Where(column => column.Refuses))
        {
            // Whether a row is refused is asked of columns, too, that nothing else uses.
            scope.Columns.Column([], column, column.Name);
        }

        var outputs = new List<(FieldSchema Schema, Expression Value, Origin Origin, bool IsMonitored)>();
        foreach (Statement statement in declarations.Statements)
        {
            AddOutput(statement, scope, outputs);
        }

        foreach (ReasonsStatement reasons in declarations.Reasons.Take(1))
        {
            Reasons.Add(reasons, scope, (output, value, at) =>
                outputs.Add((new FieldSchema(output, DataType.String, OpType.Categorical), value, new Origin($"OutputField {output}", at), false)));
        }

        CheckNames(outputs, diagnostics);
        PolicyChecks.Required(declarations, diagnostics);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        Expression? rejected = context.Rejections.Count == 0
            ? null
            : context.Plan.Define("is_refused", Build.Or([.. context.Rejections.Distinct()]), new Origin("source", declarations.Root.Syntax.Location));
        foreach ((FieldSchema schema, Expression value, Origin origin, _) in outputs)
        {
            context.Plan.AddOutput(schema, rejected is null ? value : Build.If(rejected, Literal.Missing(value.Type), value), origin);
        }

        ScoringPlan raw = context.Plan.Build(name);
        RelationalPlan plan = Relational(Ordered(raw, scope, context), scope, declarations, options);
        if (!plan.Aggregations.IsEmpty)
        {
            RelationalPlanValidator.Validate(plan, "lowering");
        }

        PolicyChecks.Forbidden(declarations, plan, outputs.Where(output => output.IsMonitored).Select(output => output.Schema.Name).ToHashSet(StringComparer.Ordinal), diagnostics);
        return diagnostics.HasErrors ? null : plan;
    }

    // What depends on a variable of a choice means something only where that is bound.
    private static void LowerAll(Declarations declarations, ScoringScope scope)
    {
        IReadOnlySet<string> bound = Dependencies.On(declarations.Variables, declarations);
        foreach (FeatureStatement feature in declarations.Features.Values.Where(feature => !bound.Contains(feature.Name)).OrderBy(feature => feature.Location.Line))
        {
            scope.Feature(feature);
        }

        foreach (ModelStatement model in declarations.Models.Values.Where(model => !bound.Contains(model.Name)).OrderBy(model => model.Location.Line))
        {
            scope.Model(model);
        }

        foreach (OptimiseStatement optimise in declarations.Optimisations.Values.OrderBy(optimise => optimise.Location.Line))
        {
            scope.Decisions.Choice(optimise);
        }

        foreach (ImputeStatement imputation in declarations.Imputations.Values.OrderBy(imputation => imputation.Location.Line))
        {
            if (declarations.Root!.Column(imputation.Column) is { } column)
            {
                Constants.OrReport(imputation.Value, FormulaType.Of(column.Type, column.Digits?.Scale ?? 0), scope.Context.Diagnostics);
            }
        }

        foreach (EncodeStatement encode in declarations.Encodings.Values.OrderBy(encode => encode.Location.Line))
        {
            if (scope.Resolve((NameFormula)encode.Operand) is { } operand)
            {
                Formula[] values = [.. ScoringScope.ValuesOf(encode, operand)];
                if (values.Length == 0)
                {
                    scope.Context.Report(
                        DiagnosticDescriptors.InvalidDeclaration, encode.Location, $"'{encode.Name}' names no values, and {((NameFormula)encode.Operand).Full} lists none: encode … as {encode.Name}(\"a\", \"b\")");
                }

                foreach (Formula value in values)
                {
                    if (Constants.OrReport(value, operand.Type, scope.Context.Diagnostics) is { } literal)
                    {
                        Operations.CheckClosed(operand, literal, value.Location, scope.Context);
                    }
                }
            }
        }

        scope.Decisions.Matched();
    }

    private static void AddOutput(
        Statement statement, ScoringScope scope, List<(FieldSchema Schema, Expression Value, Origin Origin, bool IsMonitored)> outputs)
    {
        switch (statement)
        {
            case OutputStatement output when scope.Decisions.AfterRules(output) is { } value:
                Add(output.Name, output.Type, value, output.Location, false);
                break;
            case MonitorStatement monitor when new FormulaLowering(scope, new Origin($"OutputField {monitor.Name}", monitor.Location)).Lower(monitor.Value) is { } value:
                Add(monitor.Name, null, value, monitor.Location, true);
                break;
            default:
                break;
        }

        void Add(string name, string? type, Typed value, SourceLocation at, bool isMonitored)
        {
            var origin = new Origin($"OutputField {name}", at);
            Expression shown = value.Type.Type == DataType.Date ? CalendarFunctions.AsDate(value.Value, new FormulaLowering(scope, origin)) : value.Value;
            OpType? opType = value.Type.Type is DataType.String or DataType.Boolean ? OpType.Categorical : value.Type.IsNumber ? OpType.Continuous : null;
            outputs.Add((new FieldSchema(name, type is null ? shown.Type : FormulaType.SchemaOf(type), opType), shown, origin, isMonitored));
        }
    }

    private static void CheckNames(List<(FieldSchema Schema, Expression Value, Origin Origin, bool IsMonitored)> outputs, DiagnosticBag diagnostics)
    {
        var places = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        foreach ((FieldSchema schema, _, Origin origin, _) in outputs)
        {
            if (!places.TryAdd(schema.Name, origin.Location) && places[schema.Name] != origin.Location && schema.Name.StartsWith("reason_", StringComparison.OrdinalIgnoreCase))
            {
                diagnostics.Report(DiagnosticDescriptors.DeclaredTwice, places[schema.Name], schema.Name, "a reason", origin.Location.Line);
            }
        }
    }

    // People expect columns in the order of their declaration, then what was looked up and aggregated.
    private static ScoringPlan Ordered(ScoringPlan plan, ScoringScope scope, LoweringContext context)
    {
        var position = scope.Declarations.Root!.Syntax.Columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        return plan with
        {
            Inputs =
            [
                .. plan.Inputs.OrderBy(input => position.GetValueOrDefault(input.Schema.Name, int.MaxValue)).Select(input => input with { ValidValues = context.ValidValues(input.Value) }),
            ],
        };
    }

    private static RelationalPlan Relational(ScoringPlan raw, ScoringScope scope, Declarations declarations, PassOptions options)
    {
        ScoringPlan scoring = PlanPasses.Run(raw, options);
        var needed = scoring.Inputs.Select(input => input.Value).ToHashSet();
        var aggregations = ImmutableArray.CreateBuilder<Aggregation>();
        var aggregates = new Dictionary<PlanValue, AggregateSource>();
        foreach (AggregationDraft draft in scope.Aggregations)
        {
            var positions = new Dictionary<PlanValue, int>();
            if (draft.Build(needed, options, positions) is { } aggregation)
            {
                foreach ((PlanValue input, int at) in positions)
                {
                    aggregates.Add(input, new AggregateSource(aggregations.Count, at));
                }

                aggregations.Add(aggregation);
            }
        }

        return new RelationalPlan(
            [.. declarations.Sources.Values.OrderBy(source => source.Syntax.Location.Line).ThenBy(source => source.Syntax.Location.Column).Select(RelationOf)],
            declarations.Root!.Name,
            aggregations.ToImmutable(),
            scoring,
            [.. scoring.Inputs.Select(input => aggregates.TryGetValue(input.Value, out AggregateSource? aggregate) ? aggregate : scope.Columns.SourceOf(input.Value))])
        {
            Calendar = declarations.Calendar,
            Zones = [.. declarations.Zones.Values.OrderBy(zone => zone.Name, StringComparer.Ordinal)],
        };
    }

    private static Relation RelationOf(SourceDeclaration source) => new(
        source.Name,
        source.Syntax.Table,
        [.. source.Syntax.Columns.Select(column => new RelationColumn(column.Name, FormulaType.SchemaOf(column.Type), column.IsNullable))],
        [.. source.Key.Select(column => column.Name)],
        source.EventTime?.Name,
        [.. source.References.Values.OrderBy(reference => reference.Columns[0].Location.Line).ThenBy(reference => reference.Columns[0].Location.Column).Select(ColumnValues.Reference)],
        new Origin($"source {source.Name}", source.Syntax.Location));
}
