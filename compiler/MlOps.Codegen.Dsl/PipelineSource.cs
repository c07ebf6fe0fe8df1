using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl;

/// <summary>A pipeline in the pipeline language.</summary>
public sealed record PipelineSource : ModelSource
{
    private readonly PipelineFiles files;

    internal PipelineSource(Declarations declarations, PipelineFiles files)
    {
        Declarations = declarations;
        this.files = files;
    }

    internal Declarations Declarations { get; }

    internal PipelineFiles OpenFiles => files;

    /// <summary>The statements that say how scores come about, in the order of the file.</summary>
    public ImmutableArray<PipelinePart> Parts => PipelinePart.Of(Declarations.Statements);

    /// <inheritdoc/>
    public override string Element => "pipeline";

    /// <inheritdoc/>
    public override string ModelName => Declarations.Name;

    /// <inheritdoc/>
    public override string Function => "pipeline";

    /// <inheritdoc/>
    public override ImmutableArray<SourceFile> Files => files.Read;

    /// <inheritdoc/>
    public override ImmutableArray<RegisteredPart> Registered => files.Registered;

    /// <inheritdoc/>
    public override ImmutableArray<ZoneTable> Zones => [.. Declarations.Zones.Values.OrderBy(zone => zone.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
        Lower(name, diagnostics, options, ordinaryInputs)?.Scoring;

    /// <inheritdoc/>
    public override RelationalPlan? CompileRelational(
        string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
        Lower(name, diagnostics, options, ordinaryInputs) is { } plan && IsRelational(plan) ? plan : null;

    internal RelationalPlan? Lower(string name, DiagnosticBag diagnostics, PassOptions? options, bool ordinaryInputs) =>
        PipelineLowering.Lower(Declarations, files, name, diagnostics, options ?? PassOptions.All, ordinaryInputs);

    // Columns of one table are a table already; and rows without a key cannot be found again among features.
    private static bool IsRelational(RelationalPlan plan) => !plan.Relation(plan.Root).Key.IsEmpty && IsMoreThanColumns(plan);

    private static bool IsMoreThanColumns(RelationalPlan plan) =>
        !plan.Aggregations.IsEmpty || plan.Features.Any(feature => feature is AsOfSource or ColumnSource { Path.IsEmpty: false });
}
