using System.Data.Common;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Batch.Scoring;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Jobs;

/// <summary>A job of an artifact on a database.</summary>
internal sealed class JobTarget
{
    private readonly JobEngine engine;
    private readonly string connectionString;
    private readonly Func<CompiledScorer>? compile;
    private readonly string[] inputs;

    private JobTarget(LoadedArtifact artifact, JobEngine engine, JobDefinition definition, string connectionString, Func<CompiledScorer>? compile, string[] inputs)
    {
        Artifact = artifact;
        this.compile = compile;
        this.inputs = inputs;
        this.engine = engine;
        this.connectionString = connectionString;
        Definition = definition;
        Log = new RunLog(engine, definition);
    }

    /// <summary>What the job needs to know of the model.</summary>
    public JobDefinition Definition { get; }

    /// <summary>The runs.</summary>
    public RunLog Log { get; }

    /// <summary>The artifact.</summary>
    public LoadedArtifact Artifact { get; }

    /// <summary>Reads an artifact.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="connection">What leads to the database.</param>
    /// <exception cref="CommandFailure">The folder is no artifact for a database and a table with a key.</exception>
    public static JobTarget Load(string folder, string connection) => Of(LoadedArtifact.Load(folder), connection);

    /// <summary>The job of an artifact.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="connection">What leads to the database.</param>
    public static JobTarget Of(LoadedArtifact artifact, string connection)
    {
        if (artifact.Options.Key is null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{artifact.Folder}' has a key of several columns: batches go by ranges of one");
        }

        var target = (SqlTarget)artifact.Target.Generator!;
        ScoringPlan plan = artifact.LoadModel().Plan;
        ScoringQuery query = target.Query(plan, artifact.Options);
        bool isCompiled = StrategyNames.Parse(artifact.Manifest.Options.GetValueOrDefault("strategy", StrategyNames.Auto)) is Strategy.Function or Strategy.Stream;
        return new JobTarget(
            artifact,
            artifact.Database.Jobs(),
            target.Dialect.Batches(query).Definition(),
            connection,
            isCompiled ? () => CSharpCompiler.Compile(plan) : null,
            [.. plan.Inputs.Select(input => target.Dialect.ReadForScorer($"source.{target.Dialect.Quote(input.Schema.Name)}", input.Value.Type))]);
    }

    /// <summary>The database, as others know it.</summary>
    public DataSource Source => Artifact.Database.Source(connectionString);

    /// <summary>Connects to the database.</summary>
    /// <exception cref="CommandFailure">It cannot be reached.</exception>
    public DbConnection Open() => Reached(() => engine.Open(connectionString));

    /// <summary>Whether a run is at work.</summary>
    /// <param name="connection">An open connection.</param>
    public bool IsAtWork(DbConnection connection) => Reached(() => engine.IsAtWork(connection, Definition));

    /// <summary>The runs, the newest first.</summary>
    /// <param name="connection">An open connection.</param>
    /// <exception cref="CommandFailure">The database refuses: mostly because <c>batch.sql</c> was not run.</exception>
    public List<JobRun> Runs(DbConnection connection) => Reached(() => Log.All(connection));

    /// <summary>Does a run.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="keepsInputs">Whether what rows are scored from is kept.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CommandFailure">The run was refused, or ended by an error.</exception>
    public JobRun Run(JobRequest request, bool keepsInputs, CancellationToken cancellation)
    {
        using (DbConnection connection = Open())
        {
            // Where there is no table of runs, this says so best.
            Runs(connection);
        }

        return Reached(() => Progress.Run(
            "scoring",
            () =>
            {
                using DbConnection connection = engine.Open(connectionString);
                return JobSize.Of(engine, Definition, connection, request, cancellation);
            },
            progress => Run(request, keepsInputs, run => progress(run.Rows), cancellation)));
    }

    private JobRun Run(JobRequest request, bool keepsInputs, Action<JobRun> progress, CancellationToken cancellation)
    {
        // An engine that has no compiled scorers in jobs scores by what is installed.
        if (compile is not null && engine.HasCompiledScorers)
        {
            using CompiledScorer compiled = compile();
            using DbConnection own = engine.Open(connectionString);
            using IRangeScorer ranges = Keeping(new CompiledScoring(compiled, inputs).On(engine, Definition, own), keepsInputs);
            return new ClientJob(engine, Definition, ranges).Run(own, request, Console.IsErrorRedirected ? null : progress, cancellation);
        }

        // The procedure on the server keeps no inputs.
        if (Definition.Procedure is not null && !keepsInputs)
        {
            return new ServerJob(engine, Definition, connectionString).Run(request, Console.IsErrorRedirected ? null : progress, cancellation);
        }

        using DbConnection connection = engine.Open(connectionString);
        using IRangeScorer scorer = Keeping(new InlineRangeScorer(engine, Definition), keepsInputs);
        return new ClientJob(engine, Definition, scorer).Run(connection, request, Console.IsErrorRedirected ? null : progress, cancellation);
    }

    private IRangeScorer Keeping(IRangeScorer scorer, bool keepsInputs) => keepsInputs ? new KeepingRangeScorer(engine, Definition, scorer) : scorer;

    private T Reached<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is EngineFailure or JobFailure)
        {
            throw new CommandFailure(ExitCodes.Unreachable, exception.Message);
        }
        catch (DbException exception)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"{engine.Name}: {engine.Message(exception)}. Was batch.sql run?");
        }
    }
}
