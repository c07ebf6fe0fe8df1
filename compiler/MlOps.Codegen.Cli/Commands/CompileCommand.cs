using System.CommandLine;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops compile</c>: writes a model's code for a target, with its manifest.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<string> target = CommonSymbols.Target();
        var output = new Option<string>("--out") { Description = "The folder for the generated files.", Required = true };
        var name = new Option<string?>("--name") { Description = "The name of generated objects; by default the file's." };
        var table = new Option<TableName?>("--table")
        {
            Description = "The table to score: schema.table or table; parts may be \"quoted\".",
            CustomParser = result => Parsed(result, TableName.Parse, "schema.table or table"),
        };
        var key = new Option<string?>("--key")
        {
            Description = "The key column that scores carry.",
            CustomParser = result => Parsed(result, TableName.ParseColumn, "one column"),
        };
        var distributedBy = new Option<string?>("--distributed-by")
        {
            Description = "The column by which Citus distributes the table (postgres): scores carry it, and stay with their rows.",
            CustomParser = result => Parsed(result, TableName.ParseColumn, "one column"),
        };
        var watermark = new Option<string?>("--watermark")
        {
            Description = "A column that grows with every change of a row: incremental batches score what lies beyond the one before.",
            CustomParser = result => Parsed(result, TableName.ParseColumn, "one column"),
        };
        var registrySchema = new Option<string?>("--registry-schema")
        {
            Description = "The schema of a registry in the same database (postgres, sqlserver): upgrade.sql and rollback.sql refuse what may not be champion there.",
            CustomParser = result => Parsed(result, TableName.ParseColumn, "one schema"),
        };
        var version = new Option<int>("--version")
        {
            Description = "The version's number, from 1. Scripts upgrade from the version before, and roll back to it.",
            DefaultValueFactory = _ => 1,
        };
        version.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(version) < 1)
            {
                result.AddError("versions count from 1");
            }
        });
        var fallback = new Option<string[]>("--fallback")
        {
            Description = "What the model answers while it is disabled: output=value, once per output; what is left out is missing.",
            HelpName = "output=value",
        };
        Option<bool> ordinary = CommonSymbols.OrdinaryInputs();
        Option<string?> registry = RegisteredVersions.Option();
        Option<string> strategy = CommonSymbols.Strategy();
        strategy.Description = "How a database runs the model: auto and inline or staged make a query; function and stream also the scorer's C#.";
        var command = new Command(
            "compile",
            """
            Writes the code that runs a model on a target, and manifest.json: hashes, columns, lineage, rows to verify by.

            Examples:
              mlops compile churn.pmml --target duckdb --out build
              mlops compile churn.pmml --target postgres --out build --table public.customers --key id
              mlops compile churn2.pmml --target postgres --out build2 --table public.customers --key id --name churn --version 2
              mlops compile churn.pmml --target csharp --out build --name ChurnScorer
            """)
        {
            model, target, output, name, version, table, key, watermark, distributedBy, registrySchema, fallback, ordinary, strategy, registry,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(distributedBy) is not null && (result.GetResult(table) is null || result.GetResult(key) is null))
            {
                result.AddError("--distributed-by needs the table that is distributed, and its key: --table and --key");
            }
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetRequiredValue(output),
            parsed.GetValue(name),
            parsed.GetValue(version),
            parsed.GetValue(table),
            parsed.GetValue(key),
            parsed.GetValue(watermark),
            parsed.GetValue(distributedBy),
            parsed.GetValue(registrySchema),
            parsed.GetValue(fallback) ?? [],
            parsed.GetValue(ordinary),
            parsed.GetRequiredValue(strategy),
            RegisteredVersions.At(parsed.GetValue(registry)),
            cancellation)));
        return command;
    }

    private static int Run(
        string modelPath,
        TargetEntry target,
        string output,
        string? name,
        int version,
        TableName? table,
        string? key,
        string? watermark,
        string? distributedBy,
        string? registrySchema,
        string[] fallback,
        bool ordinary,
        string wished,
        RegisteredVersions? registered,
        CancellationToken cancellation)
    {
        if (target.Generator is null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} runs plans as they are: there is nothing to compile");
        }

        if (distributedBy is not null && target.Database?.Sql.Dialect.CanDistribute != true)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} has no distributed tables: --distributed-by is for postgres, with Citus");
        }

        if (registrySchema is not null && target.Database?.Sql.Dialect.RequireChampion(registrySchema, "", version) is null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"scripts for {target.Name} cannot ask a registry: --registry-schema is for postgres and sqlserver; 'mlops deploy --registry' asks for every target");
        }

        LoadedModel model = ModelLoader.Load(modelPath, name, ordinary, registered);
        if (model.Relational is not null)
        {
            ModelLoader.Require(target, model);
        }

        Strategy strategy = ModelStrategy.Choose(target, model, wished, installs: true);
        RecordedRowsCheck.Require(model, target, strategy, cancellation);
        var options = new GenerationOptions(
            name ?? model.Plan.Name, version, SourceSchema: table?.Schema, SourceTable: table?.Table, Key: key, Fallback: FallbackValues.Parse(fallback, model.Plan))
        {
            DistributedBy = distributedBy,
            Watermark = watermark,
            RegistrySchema = registrySchema,
        };
        if (model.Relational is { } relational && target.Database is { } database)
        {
            options = database.Sql.OverFeatures(relational, options);
        }

        Artifact artifact = ArtifactBuilder.Build(model, target, options, strategy);
        foreach (string path in ArtifactFolder.Write(artifact, output, cancellation))
        {
            Console.Out.WriteLine(path);
        }

        return ExitCodes.Done;
    }

    private static T? Parsed<T>(System.CommandLine.Parsing.ArgumentResult result, Func<string, T?> parse, string wanted)
        where T : class
    {
        string text = result.Tokens[0].Value;
        T? value = parse(text);
        if (value is null)
        {
            result.AddError($"'{text}' is not the name of {wanted}; put names with dots or quotes between double quotes");
        }

        return value;
    }
}
