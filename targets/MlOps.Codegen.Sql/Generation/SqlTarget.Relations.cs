using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Printing;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Generation;

/// <content>Plans over several tables.</content>
public abstract partial class SqlTarget
{
    /// <summary>The file that creates what computes features.</summary>
    public const string FeaturesFile = "features.sql";

    /// <summary>The file that removes it.</summary>
    public const string FeaturesUninstallFile = "features_uninstall.sql";

    /// <summary>The file that lets roles use it.</summary>
    public const string FeatureGrantsFile = "features_grants.sql";

    /// <summary>What keeps the aggregations of a plan from running on this target with their exact meaning; <see cref="Check"/> asks of its scoring plan.</summary>
    /// <param name="plan">The plan.</param>
    public ImmutableArray<Diagnostic> CheckFeatures(RelationalPlan plan)
    {
        IEnumerable<ScoringPlan> rows = plan.Aggregations.Select(aggregation => AggregationWriter.RowsOf(plan, aggregation));
        return [.. rows.SelectMany(each => Check(each)).DistinctBy(diagnostic => (diagnostic.Location, diagnostic.Message))];
    }

    /// <summary>The features of a plan as a query.</summary>
    /// <param name="plan">A plan that <see cref="CheckFeatures"/> has nothing against.</param>
    /// <param name="options">What to call things.</param>
    public FeaturesQuery Features(RelationalPlan plan, GenerationOptions options) => new(plan, Dialect, options);

    /// <summary>
    /// The options by which the scripts of a scoring plan score the features at the current time, where they name no table: what is installed
    /// by <see cref="FeaturesFile"/>.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">The options.</param>
    public GenerationOptions OverFeatures(RelationalPlan plan, GenerationOptions options)
    {
        if (options.SourceTable is not null)
        {
            return options;
        }

        FeaturesQuery features = Features(plan, options);
        string[] key = [.. features.WholeKey.Select(column => column.Name)];
        return options with
        {
            SourceSchema = Dialect.HasSchemas ? options.Schema : null,
            SourceTable = new FeatureNames(Dialect, options).NowTable,
            Key = options.Key ?? (key.Length == 1 ? key[0] : null),
            CompositeKey = options.Key is null && key.Length > 1 ? [.. key] : [],
        };
    }

    /// <summary>Generates the files that compute features, and the query for features and scores at once in the place of the query over a table.</summary>
    /// <param name="plan">A plan that <see cref="CheckFeatures"/> has nothing against.</param>
    /// <param name="options">What to call things.</param>
    public ImmutableArray<GeneratedFile> GenerateFeatures(RelationalPlan plan, GenerationOptions options)
    {
        FeatureScripts scripts = Dialect.FeatureScripts(Features(plan, options), Query(plan.Scoring, options));
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        Add(FeaturesFile, "Creates what computes features, before install.sql. Running it again changes nothing.", scripts.Install());
        if (scripts.Grants() is { } grants)
        {
            Add(FeatureGrantsFile, "Lets roles use what features.sql created; run grants.sql before.", grants);
        }

        Add(FeaturesUninstallFile, "Removes what features.sql created; run uninstall.sql before.", scripts.Uninstall());
        Add("score.sql", "Scores every row of the root as of a time; run features.sql before.", scripts.Score());
        return files.ToImmutable();

        void Add(string path, string what, string script) => files.Add(new GeneratedFile(path, SqlComment.Header(plan.Scoring, options, what) + script));
    }
}
