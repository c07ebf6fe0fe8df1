using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Printing;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>A target that is a database: its dialect does the rest.</summary>
/// <remarks>
/// Files: the scripts of <see cref="LifecycleScripts"/>; where a table to score is named, <c>score.sql</c>, a query over it that
/// needs no more than what <c>install.sql</c> created; and, where its key is named, too, the scripts of <see cref="BatchScripts"/>.
/// </remarks>
public abstract partial class SqlTarget : ITarget
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

    /// <summary>Whether kernels of a plan had to be cut into several expressions to fit the engine.</summary>
    /// <param name="plan">A plan that <see cref="Check"/> has nothing against.</param>
    public bool IsStaged(ScoringPlan plan) => LayoutOf(plan).IsStaged;

    /// <summary>A plan as a query.</summary>
    /// <param name="plan">A plan that <see cref="Check"/> has nothing against.</param>
    /// <param name="options">What to call things.</param>
    public ScoringQuery Query(ScoringPlan plan, GenerationOptions options) => new(LayoutOf(plan), Dialect, options);

    /// <inheritdoc/>
    public ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options)
    {
        ScoringQuery query = Query(plan, options);
        LifecycleScripts scripts = Dialect.Scripts(query);
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        Add("install.sql", "Installs the scoring object beside other versions. Running it again changes nothing.", scripts.Install());
        if (options.SourceTable is not null)
        {
            Add("score.sql", "Scores every row of the source table.", Dialect.ScoreScript(query));
        }

        if (options.SourceTable is not null || Dialect.HasSchemas)
        {
            Add("upgrade.sql", "Makes the stable name answer with this version; run install.sql before.", scripts.Upgrade());
            Add("rollback.sql", $"Takes upgrade.sql back: {Before(options)}", scripts.Rollback());
            Add("disable.sql", "Makes the stable name answer with the declared fallback; upgrade.sql lets this version answer again.", scripts.Disable());
            Add("uninstall.sql", "Removes this version; run rollback.sql before if it is the one that answers.", scripts.Uninstall());
        }

        BatchScripts? batches = options is { SourceTable: not null, Key: not null } ? Dialect.Batches(query) : null;
        if (scripts.Grants() is { } grants)
        {
            Add("grants.sql", "Lets roles score, read, run and watch; run upgrade.sql before, and batch.sql if there are batches.", grants + batches?.Grants());
        }

        if (batches is not null)
        {
            Add("batch.sql", "Creates what scores the table in batches; run install.sql before. Running it again changes nothing.", batches.Install());
            Add("batch_uninstall.sql", "Removes what batch.sql created, with all scores and runs of the model, and the inputs that runs of this version kept.", batches.Uninstall());
            if (batches.Schedule() is { } schedule)
            {
                Add("schedule.sql", "Lets the server score what is new every night; run batch.sql before.", schedule);
            }
        }

        return files.ToImmutable();

        void Add(string path, string what, string script) =>
            files.Add(new GeneratedFile(path, SqlComment.Header(plan, options, what) + script));
    }

    private static string Before(GenerationOptions options) => options.Version > 1
        ? string.Create(CultureInfo.InvariantCulture, $"the stable name answers with version {options.Version - 1} again.")
        : "nothing answers to the stable name any more.";

    private QueryLayout LayoutOf(ScoringPlan plan) => layouts.GetValue(plan, created => QueryLayout.Of(created, Dialect));
}
