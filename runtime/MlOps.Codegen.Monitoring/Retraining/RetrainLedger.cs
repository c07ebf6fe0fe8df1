using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using static MlOps.Codegen.Monitoring.DriverValue;

namespace MlOps.Codegen.Monitoring.Retraining;

/// <summary>The requests to train a model again, in the monitored database.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">Its SQL.</param>
public sealed class RetrainLedger(Database database, IMonitorSql sql)
{
    private const string Lock = "mlops monitor";

    private IRetrainSql Retraining => sql.Retraining;

    /// <summary>Makes the table unless it is there.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public void Create(CancellationToken cancellation)
    {
        using DbTransaction transaction = database.Begin(Lock);
        database.Run(Retraining.Create(), transaction, cancellation);
        database.Commit(transaction);
    }

    /// <summary>All requests of the model, the first one first.</summary>
    public ImmutableArray<RetrainRequest> All() => Read(null);

    /// <summary>Raises a request, unless one is open: then that one is the answer, whoever raised it.</summary>
    /// <param name="request">The request; its number does not count.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The open request.</returns>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    /// <exception cref="MonitorFailure">The cause has characters that the database cannot hold.</exception>
    public RetrainRequest Raise(RetrainRequest request, CancellationToken cancellation)
    {
        using DbTransaction transaction = database.Begin(Lock);
        if (Read(transaction).LastOrDefault() is { State: not RetrainState.Closed } open)
        {
            return open;
        }

        RetrainRequest raised = request with
        {
            Number = Integer(database.Read(Retraining.NextNumber(), [], transaction, cancellation)[0][0]),
        };
        database.Run(Retraining.Add(Values(raised)), transaction, cancellation);
        database.Commit(transaction);
        return raised;
    }

    /// <summary>Keeps what became of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    /// <exception cref="MonitorFailure">A text has characters that the database cannot hold.</exception>
    public void Keep(RetrainRequest request, CancellationToken cancellation)
    {
        using DbTransaction transaction = database.Begin(Lock);
        database.Run(Retraining.Change(request.Number, Values(request)), transaction, cancellation);
        database.Commit(transaction);
    }

    /// <summary>How many rows there are, and of how many the outcome is known.</summary>
    /// <param name="from">Where they begin; null for the first row.</param>
    /// <param name="to">Before which time they end.</param>
    public (long Rows, long Labels) Labels(DateTime? from, DateTime to)
    {
        object?[] row = database.Read(Retraining.Labels(from is { } begin ? sql.Moment(begin) : null, sql.Moment(to)), [], null, CancellationToken.None)[0];
        return (Integer(row[0]), Integer(row[1]));
    }

    /// <summary>The values of a metric, the latest window first.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="baseline">The baseline whose windows count.</param>
    /// <param name="from">From which time on windows count; null for all.</param>
    public IReadOnlyList<double> Values(RetrainMetric metric, MonitoringBaseline baseline, DateTime? from) =>
        [.. database.Read(Retraining.Values(metric, baseline.Hash, from is { } begin ? sql.Moment(begin) : null), [], null, CancellationToken.None).Select(row => Number(row[0])!.Value)];

    /// <summary>Held-out rows: inputs as the driver has them, and whether the outcome is positive.</summary>
    /// <param name="inputs">Names and types of the inputs.</param>
    /// <param name="from">Where the rows begin.</param>
    /// <param name="to">Before which time they end.</param>
    /// <param name="cancellation">Ends it.</param>
    public IReadOnlyList<(object?[] Inputs, bool IsPositive)> Labelled(
        IReadOnlyList<(string Name, string Type)> inputs, DateTime from, DateTime to, CancellationToken cancellation) =>
        [
            .. database.Read(Retraining.Labelled(inputs, sql.Moment(from), sql.Moment(to)), [], null, cancellation)
                .Select(row => (row[..^1], Integer(row[^1]) == 1)),
        ];

    private ImmutableArray<RetrainRequest> Read(DbTransaction? transaction) =>
    [
        .. database.Read(Retraining.Requests(), [], transaction, CancellationToken.None).Select(row => new RetrainRequest(
            Integer(row[0]), (string)row[1]!, (int)Integer(row[2]), (string)row[3]!, (string)row[5]!, Time(row[6]), Time(row[7]), Time(row[8]))
        {
            State = Enum.Parse<RetrainState>((string)row[4]!, ignoreCase: true),
            ModelFile = row[9] as string,
            ModelHash = row[10] as string,
            RegisteredVersion = IntegerOrNull(row[11]),
            ChampionVersion = IntegerOrNull(row[12]),
            Rows = IntegerOrNull(row[13]),
            ChampionArea = Number(row[14]),
            ChallengerArea = Number(row[15]),
            Probability = Number(row[16]),
            Verdict = row[17] is string verdict ? Enum.Parse<RetrainVerdict>(verdict, ignoreCase: true) : null,
            Note = row[18] as string,
        }),
    ];

    // In the order of the table's columns.
    private string[] Values(RetrainRequest request) =>
    [
        Literal(request.Number), Text(request.Model), Literal(request.Version), Text(request.Baseline), Text(Word(request.State)), Text(request.Cause), sql.Moment(request.AsOf),
        sql.Moment(request.TrainTo), sql.Moment(request.RequestedAt), Text(request.ModelFile), Text(request.ModelHash), Literal(request.RegisteredVersion), Literal(request.ChampionVersion),
        Literal(request.Rows), Literal(request.ChampionArea), Literal(request.ChallengerArea), Literal(request.Probability), Text(request.Verdict is { } verdict ? Word(verdict) : null), Text(request.Note),
    ];

    private string Text(string? text) => text is null
        ? "NULL"
        : sql.CanHold(text) ? sql.Text(text) : throw new MonitorFailure("the request has characters that the database cannot hold");

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private static string Literal(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "NULL";

    private static string Literal(double? number) => number?.ToString("E16", CultureInfo.InvariantCulture) ?? "NULL";
}
