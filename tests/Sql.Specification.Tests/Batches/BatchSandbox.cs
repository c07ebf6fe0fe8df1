using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Batch.Scoring;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Batches;

/// <summary>A database with a table to score and versions of a model that scores it: x times ten to the version, and a text in capitals.</summary>
internal sealed class BatchSandbox : IDisposable
{
    private const int RowsPerInsert = 500;

    // A transaction of the engine's own takes about as long as this at least.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // A version is compiled once for all tests, and loaded for each run.
    private static readonly ConcurrentDictionary<int, ScorerImage> Images = new();

    private readonly SqlFixture fixture;
    private readonly bool byProcedure;
    private readonly bool isCompiled;
    private readonly string connectionString;
    private readonly Dictionary<int, (IReadOnlyDictionary<string, string> Scripts, JobDefinition Job)> versions = [];

    public BatchSandbox(SqlFixture fixture, bool byProcedure, bool isCompiled, string keyType, string? watermark = null)
    {
        this.fixture = fixture;
        this.byProcedure = byProcedure;
        this.isCompiled = isCompiled;
        connectionString = fixture.NewDatabase();
        Connection = fixture.Jobs.Open(connectionString);
        Options = new GenerationOptions("churn's \"model\" $mlops$ %", Schema: "scoring schema", SourceTable: "some rows", Key: "the \"key") { Watermark = watermark };
        Table = Dialect.Quote(Options.SourceTable!);
        Key = Dialect.Quote(Options.Key!);
        Execute($"CREATE TABLE {Table} ({Key} {keyType}, x {Dialect.TypeName(DataType.Double)}, {Dialect.Quote("te\"]xt")} {Dialect.TypeName(DataType.String)}, changed {Dialect.TypeName(DataType.DateTime)})");

        // Like a key of people's own, but one that can be wrong.
        Execute($"CREATE INDEX key_of_rows ON {Table} ({Key})");
    }

    public DbConnection Connection { get; }

    public GenerationOptions Options { get; }

    public string Table { get; }

    public string Key { get; }

    public SqlDialect Dialect => fixture.Target.Dialect;

    public JobDefinition Job(int version = 1) => Of(version).Job;

    public string Script(string name, int version = 1) => Of(version).Scripts[name];

    public string Scores => new ScriptNames(Dialect, Options).Scores;

    public string Run => new ScriptNames(Dialect, Options).Run;

    public void Install(int version = 1)
    {
        foreach (string script in (string[])["install.sql", "upgrade.sql", "batch.sql"])
        {
            Execute(Script(script, version));
        }
    }

    /// <summary>Adds rows: x is the number, changed so many seconds after the beginning of 2024.</summary>
    public void Fill(int from, int count, Func<int, string> key)
    {
        foreach (int[] part in Enumerable.Range(from, count).Chunk(RowsPerInsert))
        {
            IEnumerable<string> rows = part.Select(i => string.Create(
                CultureInfo.InvariantCulture, $"({key(i)}, {i}, {Dialect.TextLiteral($"t{i}")}, {Moment(i)})"));
            Execute($"INSERT INTO {Table} VALUES {string.Join(", ", rows)}");
        }
    }

    public string Moment(int seconds) => Dialect.CalendarLiteral(
        new DateTime(2024, 1, 1).AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), DataType.DateTime);

    public JobRun Start(
        JobMode mode = JobMode.Full,
        string? where = null,
        int? rows = 100,
        long? run = null,
        int version = 1,
        Action<JobRun>? progress = null,
        CancellationToken cancellation = default)
    {
        var request = new JobRequest(mode, where, rows, run);
        if (byProcedure)
        {
            return new ServerJob(fixture.Jobs, Job(version), connectionString, Pause).Run(request, progress, cancellation);
        }

        using DbConnection connection = fixture.Jobs.Open(connectionString);
        ScoringPlan plan = Model(version);
        using CompiledScorer? compiled = isCompiled ? Images.GetOrAdd(version, Compiled).Load() : null;
        using IRangeScorer scorer = compiled is null
            ? new InlineRangeScorer(fixture.Jobs, Job(version))
            : new CompiledScoring(compiled, [.. plan.Inputs.Select(input => Dialect.ReadForScorer($"source.{Dialect.Quote(input.Schema.Name)}", input.Value.Type))])
                .On(fixture.Jobs, Job(version), connection);
        return new ClientJob(fixture.Jobs, Job(version), scorer).Run(connection, request, progress, cancellation);
    }

    public List<JobRun> Runs() => new RunLog(fixture.Jobs, Job()).All(Connection);

    public IDisposable? TryLock() => fixture.Jobs.TryLock(Connection, Job());

    public void Execute(string script) => fixture.Execute(Connection, script);

    /// <summary>The first values of a query's rows.</summary>
    public List<string> Read(string query)
    {
        using DbCommand command = fixture.Jobs.Command(Connection, null, query);
        return [.. fixture.Jobs.Read(command, CancellationToken.None).Select(row => Convert.ToString(row[0], CultureInfo.InvariantCulture)!)];
    }

    public long Count(string query) => long.Parse(Read(query).Single(), CultureInfo.InvariantCulture);

    /// <summary>Asserts that a run has scored exactly the rows that meet a condition, each once and as a version does.</summary>
    public void AssertScored(long run, string condition = "1 = 1", int version = 1)
    {
        string[] columns = [.. new ScriptNames(Dialect, Options).ScoreColumnsOf(fixture.Target.Query(Model(version), Options with { Version = version }))];
        string factor = version == 1 ? "10" : "100";
        string scored = string.Create(CultureInfo.InvariantCulture, $"FROM {Scores} AS s INNER JOIN {Table} AS source ON source.{Key} = s.{columns[1]} WHERE s.{columns[0]} = {run}");
        Assert.Equal(Count($"SELECT count(*) FROM {Table} AS source WHERE {condition}"), Count($"SELECT count(*) {scored} AND {condition}"));
        Assert.Equal(0, Count($"SELECT count(*) {scored} AND NOT ({condition})"));
        Assert.Equal(0, Count($"SELECT count(*) {scored} AND (s.{columns[2]} <> source.x * {factor} OR (s.{columns[2]} IS NULL AND source.x IS NOT NULL) OR s.{columns[^1]} <> {version})"));
        JobRun line = Runs().Single(each => each.RunId == run);
        Assert.Equal((JobState.Done, Count($"SELECT count(*) {scored}")), (line.State, line.Rows));
        Assert.Equal(line.Rows, Count(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM {Scores} AS s WHERE s.{columns[0]} = {run}")));
        Assert.NotNull(line.FinishedAt);
    }

    public void Dispose() => Connection.Dispose();

    private (IReadOnlyDictionary<string, string> Scripts, JobDefinition Job) Of(int version)
    {
        if (!versions.TryGetValue(version, out var known))
        {
            GenerationOptions options = Options with { Version = version };
            ScoringPlan plan = Model(version);
            versions[version] = known = (
                fixture.Target.Generate(plan, options).ToDictionary(file => file.Path, file => file.Content),
                Dialect.Batches(fixture.Target.Query(plan, options)).Definition());
        }

        return known;
    }

    private static ScorerImage Compiled(int version) => CSharpCompiler.CompileImage(CSharpGenerator.Generate(Model(version), "churn"));

    private static ScoringPlan Model(int version)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression text = new ValueReference(builder.AddInput(new FieldSchema("te\"]xt", DataType.String), Origin.None));
        builder.AddOutput(new FieldSchema("run_id", DataType.Double), Build.Multiply(x, Build.Number(version == 1 ? 10 : 100)), Origin.None);
        builder.AddOutput(new FieldSchema("upper", DataType.String), Build.Call(ScalarFunction.Upper, text), Origin.None);
        return builder.Build("churn");
    }
}
