using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A target that is a database: its dialect does the rest.</summary>
/// <remarks>
/// Files: <c>install.sql</c>, which creates the versioned scoring object and may be run again; and, where a table to score is named,
/// <c>score.sql</c>, a query over it that needs no more than what <c>install.sql</c> created.
/// </remarks>
public abstract class SqlTarget : ITarget
{
    // A plan is checked, then generated: it is laid out once.
    private readonly ConditionalWeakTable<ScoringPlan, QueryLayout> layouts = [];

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The engine's dialect.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <inheritdoc/>
    public ImmutableArray<Diagnostic> Check(ScoringPlan plan)
    {
        // What is too large is not even laid out.
        var check = new PlanCheck(Dialect);
        return check.OfKernels(plan) is { IsEmpty: false } tooLarge ? tooLarge : check.Of(LayoutOf(plan));
    }

    /// <summary>A plan as a query.</summary>
    /// <param name="plan">A plan that <see cref="Check"/> has nothing against.</param>
    /// <param name="options">What to call things.</param>
    public ScoringQuery Query(ScoringPlan plan, GenerationOptions options) => new(LayoutOf(plan), Dialect, options);

    /// <inheritdoc/>
    public ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options)
    {
        ScoringQuery query = Query(plan, options);
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(new GeneratedFile(
            "install.sql",
            SqlComment.Header(plan, options, "Installs the scoring object: running it again changes nothing.") + Dialect.InstallScript(query)));
        if (options.SourceTable is not null)
        {
            files.Add(new GeneratedFile(
                "score.sql",
                SqlComment.Header(plan, options, "Scores every row of the source table.") + Dialect.ScoreScript(query)));
        }

        return files.ToImmutable();
    }

    private QueryLayout LayoutOf(ScoringPlan plan) => layouts.GetValue(plan, created => QueryLayout.Of(created, Dialect));
}
