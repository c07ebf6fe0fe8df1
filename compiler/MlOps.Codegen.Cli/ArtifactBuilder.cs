using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Commands;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.CSharp.Features;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli;

/// <summary>Puts a model's generated files and their manifest together.</summary>
internal static class ArtifactBuilder
{
    /// <summary>The manifest's option that says that numbers were promised to be ordinary.</summary>
    public const string OrdinaryInputs = "ordinaryInputs";

    /// <summary>What the manifest's options for the columns of a key of several begin with; a number from 1 follows.</summary>
    public const string CompositeKey = "compositeKey";

    private const int MostVerificationRows = 64;
    private const int VerificationCells = 50_000;

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(ArtifactBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Generates a model's code for a target.</summary>
    /// <param name="model">The model, which the target can run.</param>
    /// <param name="target">The target, with a generator.</param>
    /// <param name="options">What to call things.</param>
    /// <param name="strategy">How the target runs the model.</param>
    /// <remarks>What is installed is a query wherever one holds the model, whatever the strategy of batches is.</remarks>
    public static Artifact Build(LoadedModel model, TargetEntry target, GenerationOptions options, Strategy strategy)
    {
        bool isCompiled = strategy is Strategy.Function or Strategy.Stream;
        ImmutableArray<GeneratedFile> files = isCompiled && !target.Generator!.Check(model.Plan).IsEmpty
            ? []
            : target.Generator!.Generate(model.Plan, options);
        if (model.Relational is { } relational && target.Database is { } over)
        {
            ImmutableArray<GeneratedFile> features = over.Sql.GenerateFeatures(relational, options);
            files = [.. features.Take(1), .. files.Where(file => features.All(other => other.Path != file.Path)), .. features.Skip(1)];
        }

        if (model.Relational is { } tables && target.Generator is CSharpTarget)
        {
            files = [.. FeaturesGenerator.Generate(tables, options.Name, hasEnums: true).All.Select(each => new GeneratedFile($"{each.ClassName}.cs", each.Source))];
        }

        files = isCompiled ? [.. files, .. ScorerFiles.Of(model.Plan, target.Database!, options, strategy)] : files;
        byte[] source = File.ReadAllBytes(model.Path);

        // Whoever deploys compares with the reference evaluator, and scores by compiled code where that is faster: both need the model.
        ArtifactFile[] brought = target.Database is not null
            ? [new ArtifactFile(Manifest.ModelName + Path.GetExtension(model.Path).ToLowerInvariant(), source), .. FilesOf(model, files)]
            : [];
        return new Artifact(
            ManifestOf(model, target, options, StrategyNames.Of(strategy), ArtifactFile.HashOf(source)),
            [.. files.Select(file => new ArtifactFile(file.Path, file.Content)), .. brought]);
    }

    // The model's other files keep their names, since the model names them; none of them may take another one's place.
    private static IEnumerable<ArtifactFile> FilesOf(LoadedModel model, ImmutableArray<GeneratedFile> generated)
    {
        var taken = generated.Select(file => file.Path).Append(Manifest.FileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (SourceFile file in model.Source.Files)
        {
            if (taken.Contains(file.Name) || string.Equals(Path.GetFileNameWithoutExtension(file.Name), Manifest.ModelName, StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandFailure(ExitCodes.Model, $"{model.Path}: '{file.Name}' is a name of an artifact's own files; rename it");
            }

            yield return new ArtifactFile(file.Name, file.Content);
        }
    }

    private static Manifest ManifestOf(LoadedModel model, TargetEntry target, GenerationOptions options, string strategy, string sha256) => new()
    {
        Generator = new ManifestGenerator("mlops", Version),
        Source = new ManifestSource(
            Path.GetFileName(model.Path),
            sha256,
            model.Source.Element,
            model.Source.ModelName,
            model.Source.Function),
        Name = options.Name,
        Target = target.Name,
        Options = OptionsOf(model, options, strategy),
        Inputs = [.. model.Plan.Inputs.Select(input => ColumnOf(input.Schema))],
        Outputs = [.. model.Plan.Outputs.Select(output => ColumnOf(output.Schema))],
        Lineage = [.. ColumnLineage.OfOutputs(model.Plan).Select(each => new ManifestLineage(each.Name, each.DerivedFields, each.Columns))],
        DerivedFields = [.. ColumnLineage.OfDerivedFields(model.Plan).Select(each => new ManifestDerivedField(each.Name, each.Columns))],
        Features = model.Relational is { } relational
            ? [.. FeatureLineage.Of(relational).Select(feature => new ManifestFeature(feature.Name, feature.Formula, feature.Columns))]
            : null,
        Registered = model.Source.Registered.IsEmpty
            ? null
            : [.. model.Source.Registered.Select(part => new ManifestRegistered(part.Name, part.Version, part.Sha256))],
        Zones = model.Source.Zones is { IsEmpty: false } zones
            ? [.. zones.Select(zone => new ManifestZone(
                zone.Name, zone.Source, [zone.FirstYear, zone.LastYear], ArtifactFile.HashOf(Encoding.UTF8.GetBytes(ZoneText.Write(zone)))))]
            : null,
        VerificationRows = VerificationRowsOf(model.Plan),
    };

    private static ImmutableSortedDictionary<string, string> OptionsOf(LoadedModel model, GenerationOptions options, string strategy)
    {
        var given = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        given.Add("schema", options.Schema);
        given.Add("strategy", strategy);
        given.Add("version", options.Version.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string? value) in new[] { ("distributedBy", options.DistributedBy), ("key", options.Key), ("registrySchema", options.RegistrySchema), ("sourceSchema", options.SourceSchema), ("sourceTable", options.SourceTable), ("watermark", options.Watermark) })
        {
            if (value is not null)
            {
                given.Add(name, value);
            }
        }

        foreach ((int i, string column) in options.CompositeKey.Index())
        {
            given.Add(string.Create(CultureInfo.InvariantCulture, $"{CompositeKey}{i + 1}"), column);
        }

        foreach (PlanOutput output in model.Plan.Outputs.Where(output => options.Fallback?.ContainsKey(output.Schema.Name) ?? false))
        {
            given.Add(FallbackValues.OptionOf(output.Schema.Name), FallbackValues.Text(output, options.Fallback![output.Schema.Name]));
        }

        if (model.OrdinaryInputs)
        {
            given.Add(OrdinaryInputs, "true");
        }

        return given.ToImmutable();
    }

    private static ManifestColumn ColumnOf(FieldSchema schema) =>
        new(schema.Name, PmmlKeyword.Of(schema.Type), schema.OpType is { } opType ? PmmlKeyword.Of(opType) : null);

    private static ImmutableArray<ManifestRow> VerificationRowsOf(ScoringPlan plan)
    {
        var evaluator = new PlanEvaluator(plan);
        int most = Math.Clamp(VerificationCells / Math.Max(1, plan.Inputs.Length), 4, MostVerificationRows);
        return
        [
            .. BoundaryRows.Of(plan, most).Select(row => new ManifestRow(
                [.. row.Select((value, i) => Text(value, plan.Inputs[i].Value.Type))],
                [.. evaluator.Evaluate(row).Select((value, i) => Text(value, plan.Outputs[i].Value.Type))])),
        ];
    }

    private static string? Text(Scalar value, DataType type) => value.IsMissing ? null : TextValue.Format(value, type);
}
