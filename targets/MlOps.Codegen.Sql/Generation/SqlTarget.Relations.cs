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

        ImmutableArray<string> key = plan.Relation(plan.Root).Key;
        FeaturesQuery features = Features(plan, options);
        return options with
        {
            SourceSchema = Dialect.HasSchemas ? options.Schema : null,
            SourceTable = new FeatureNames(Dialect, options).NowTable,
            Key = options.Key ?? (key.Length > 1 ? null : features.Keys.FirstOrDefault()?.Name ?? features.Features.First(feature => feature.Name == key[0]).Column),
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
        Add("features_uninstall.sql", "Removes what features.sql created; run uninstall.sql before.", scripts.Uninstall());
        Add("score.sql", "Scores every row of the root as of a time; run features.sql before.", scripts.Score());
        return files.ToImmutable();

        void Add(string path, string what, string script) => files.Add(new GeneratedFile(path, SqlComment.Header(plan.Scoring, options, what) + script));
    }
}
