using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Monitoring;
using MlOps.Codegen.Monitoring.Retraining;
using MlOps.Codegen.Monitoring.Statistics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Monitoring;

/// <summary>
/// Trains a monitored model again where that is due: a request, a command, a version of the registry, a comparison, and a person's decision.
/// Each step is kept before the next, so that a call that was ended is repeated where it stopped; nothing is promoted to champion.
/// </summary>
internal sealed class RetrainRun
{
    private readonly MonitoringBaseline baseline;
    private readonly RetrainPolicy policy;
    private readonly TargetEntry target;
    private readonly DatabaseTarget engine;
    private readonly string? connection;
    private readonly IMonitorSql sql;
    private readonly ModelRegistry registry;

    /// <summary>Prepares a run; nothing is opened yet.</summary>
    /// <param name="baseline">What windows are compared with; its specification says when and how to train.</param>
    /// <param name="target">The engine of the monitored table.</param>
    /// <param name="connection">How to connect to it.</param>
    /// <param name="registry">Where versions are registered.</param>
    /// <exception cref="CommandFailure">Nothing says how to train, or the target is no database.</exception>
    public RetrainRun(MonitoringBaseline baseline, string target, string? connection, ModelRegistry registry)
    {
        this.baseline = baseline;
        this.target = TargetCatalog.Find(target);
        this.connection = connection;
        this.registry = registry;
        policy = baseline.Specification.Retrain
            ?? throw new CommandFailure(ExitCodes.Usage, "the baseline's specification has no section 'retrain': see docs/monitoring.md");
        engine = this.target.Database ?? throw new CommandFailure(ExitCodes.Usage, $"{target} is no database: a monitor needs one");
        sql = engine.Sql.Dialect.Monitoring(baseline.Specification);
    }

    private MonitorSpecification Specification => baseline.Specification;

    /// <summary>Takes every step that can be taken.</summary>
    /// <param name="asOf">The time whose knowledge counts.</param>
    /// <param name="folder">Where models and logs are kept, in a folder per request.</param>
    /// <param name="who">Who asks the registry for changes.</param>
    /// <param name="dryRun">Whether to say only what is due.</param>
    /// <param name="json">Whether JSON is wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>0 where nothing is due; 1 where something is, or waits for a person.</returns>
    public int Run(DateTime asOf, string folder, string who, bool dryRun, bool json, CancellationToken cancellation)
    {
        ImmutableArray<RetrainRequest> requests = With(ledger =>
        {
            ledger.Create(cancellation);
            return ledger.All();
        });
        RetrainRequest? open = requests.LastOrDefault(request => request.State != RetrainState.Closed);
        if (open is { State: RetrainState.Waiting, RegisteredVersion: { } decided } && Decision(decided) is { } decision)
        {
            if (!dryRun)
            {
                Keep(open with { State = RetrainState.Closed, Note = decision }, cancellation);
            }

            requests = [.. requests.Replace(open, open with { State = RetrainState.Closed, Note = decision })];
            open = null;
        }

        if (open is null)
        {
            IReadOnlyList<string> causes = Due(requests, asOf);
            if (causes.Count == 0 || dryRun)
            {
                return Say(json, requests, null, causes, causes.Count == 0 ? "nothing is due" : "due");
            }

            open = With(ledger => ledger.Raise(
                new RetrainRequest(0, Specification.Model, Specification.Version, baseline.Hash, string.Join("; ", causes), asOf, asOf.AddDays(-policy.HeldOutDays), DateTime.UtcNow),
                cancellation));
        }
        else if (dryRun)
        {
            return Say(json, requests, open, [], $"request {Number(open.Number)} is {Word(open.State)}");
        }

        open = Advance(open, folder, who, cancellation);
        requests = With(ledger => ledger.All());
        if (RetrainComparison.NeedsRemodelling(requests, policy) && open.Note is null)
        {
            open = Keep(open with { Note = InVain(requests) }, cancellation);
        }

        return Say(json, requests, open, [], $"request {Number(open.Number)} is {Word(open.State)}");
    }

    private RetrainRequest Advance(RetrainRequest request, string folder, string who, CancellationToken cancellation)
    {
        string ofRequest = Path.GetFullPath(Path.Combine(folder, $"request-{Number(request.Number)}"));
        using FileStream turn = TakeTurn(ofRequest, request);

        // Whoever had the turn before may have taken it further.
        request = With(ledger => ledger.All()).Single(each => each.Number == request.Number);
        try
        {
            if (request.State == RetrainState.Requested)
            {
                request = Keep(Train(request, ofRequest, cancellation), cancellation);
            }

            var change = new Change(who, $"retraining request {Number(request.Number)}: {request.Cause}");
            if (request.State == RetrainState.Trained)
            {
                request = Keep(Register(request, change), cancellation);
            }

            if (request.State == RetrainState.Registered)
            {
                request = Keep(Compare(request, change, cancellation), cancellation);
            }

            return request;
        }
        catch (Exception exception) when (exception is MonitorFailure or CommandFailure or RegistryFailure)
        {
            // The request stays open where it stands, and the next call takes the step again.
            Keep(request with { Note = exception.Message }, CancellationToken.None);
            throw exception is MonitorFailure ? new CommandFailure(ExitCodes.Unreachable, $"request {Number(request.Number)}: {exception.Message}") : exception;
        }
    }

    // A call that is ended gives its turn back, whatever ended it.
    private static FileStream TakeTurn(string folder, RetrainRequest request)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, "turn"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"another call is at work on request {Number(request.Number)}, in '{folder}'");
        }
    }

    // The database is closed while the command runs: files of some engines admit one process at a time. Each attempt has a folder of its own:
    // the command of a call that was killed may live on, and must not write over the model of the next call.
    private RetrainRequest Train(RetrainRequest request, string folder, CancellationToken cancellation)
    {
        int attempt = 1;
        while (Directory.Exists(OfAttempt()))
        {
            attempt++;
        }

        string file = Path.Combine(Directory.CreateDirectory(OfAttempt()).FullName, policy.ModelFile);
        new TrainingProcess(policy, Specification).Run(request, file, Path.Combine(folder, "training.log"), target.Name, connection, cancellation);
        return request with { State = RetrainState.Trained, ModelFile = file, ModelHash = HashOf(file), Note = null };

        string OfAttempt() => Path.Combine(folder, $"attempt-{Number(attempt)}");
    }

    private RetrainRequest Register(RetrainRequest request, Change change)
    {
        string file = request.ModelFile!;
        if (!File.Exists(file) || HashOf(file) != request.ModelHash)
        {
            throw new MonitorFailure($"'{file}' is not the file that was trained; reject the request's version, or restore the file");
        }

        if (!registry.Exists())
        {
            registry.Initialize(change);
        }

        (long rows, long labels) = With(ledger => ledger.Labels(null, request.TrainTo));
        string champion = Champion() is { } number ? $"{Specification.Model}@{Number(number)}" : "none";
        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Specification.Table}|{Time(request.TrainTo)}|{rows}|{labels}"))));
        VersionRegistration registration = RegistrationFiles.Read([file], Specification.Model, new RegisteredVersions(registry)).Registration with
        {
            Description = $"retrained from {champion} by request {Number(request.Number)}: {request.Cause}",
            Tags = ["retrained", $"request:{Number(request.Number)}", $"parent:{champion}"],
            Datasets = [new DatasetUse("training", DatasetName, Time(request.TrainTo), digest, RowCount: rows)],
        };
        (VersionReference version, _) = registry.Register(registration, change);
        return request with { State = RetrainState.Registered, RegisteredVersion = version.Number, Note = null };
    }

    // Validated, compared, and handed to a person. What the registry's rules do not allow is told, not forced.
    private RetrainRequest Compare(RetrainRequest request, Change change, CancellationToken cancellation)
    {
        var version = new VersionReference(Specification.Model, request.RegisteredVersion);
        VersionDetails details = registry.Show(version);
        TargetEntry checkedOn = RegisteredModel.Use(registry, details, model => target.Generator!.Check(model.Plan).Any()) ? TargetCatalog.Find("csharp") : target;
        if (RegisteredModel.Certify(registry, details, checkedOn, checkedOn.NeedsConnection ? connection : null, BoundaryRows.DefaultCount) is not { } certificate)
        {
            throw new CommandFailure(ExitCodes.Different, $"{version} differs on {checkedOn.Name} from the reference: it stays a draft");
        }

        registry.Validate(version, certificate, change);
        long? champion = Champion();
        request = Judged(request, details, champion, cancellation);
        string dataset = $"{DatasetName} {Time(request.TrainTo)}/{Time(request.AsOf)}";
        if (request.ChallengerArea is { } area && !details.Metrics.Any(metric => metric.Name == "auc" && metric.Dataset == dataset))
        {
            registry.AddMetric(version, new Metric("auc", area, dataset), change);
        }

        string? note = null;
        try
        {
            registry.Submit(version, change);
        }
        catch (RegistryFailure failure)
        {
            note = failure.Message;
        }

        if (registry.WhyNot(version, Slot.Challenger) is { } reason)
        {
            note ??= reason;
        }
        else
        {
            registry.Promote(version, Slot.Challenger, change);
        }

        return request with { State = RetrainState.Waiting, ChampionVersion = champion, Note = note };
    }

    private RetrainRequest Judged(RetrainRequest request, VersionDetails challenger, long? champion, CancellationToken cancellation)
    {
        if (champion is not { } number)
        {
            return request with { Verdict = RetrainVerdict.Uncompared };
        }

        VersionDetails former = registry.Show(new VersionReference(Specification.Model, number));
        (double, double, bool)[] rows = RegisteredModel.Use(registry, former, model => RegisteredModel.Use(
            registry, challenger, other => Scored((model.Plan, former), (other.Plan, challenger), request, cancellation)));
        (DeLongTest? test, RetrainVerdict verdict) = RetrainComparison.Judge(rows, policy);
        return request with
        {
            Verdict = verdict,
            Rows = rows.Length,
            ChampionArea = test?.Champion,
            ChallengerArea = test?.Challenger,
            Probability = test?.Probability,
        };
    }

    // The held-out rows are read once for both, and scored by the compiled scorer, which any plan has. It is the one place where rows leave
    // the database. A row that one of the two gives no score does not count.
    private (double Champion, double Challenger, bool IsPositive)[] Scored(
        (ScoringPlan Plan, VersionDetails Version) champion, (ScoringPlan Plan, VersionDetails Version) challenger, RetrainRequest request, CancellationToken cancellation)
    {
        (string Name, DataType Type)[] inputs = [.. Inputs(champion.Plan).Concat(Inputs(challenger.Plan)).Distinct()];
        IReadOnlyList<(object?[] Inputs, bool IsPositive)> read = With(ledger => ledger.Labelled(
            [.. inputs.Select(input => (input.Name, input.Type.ToString()))], request.TrainTo, request.AsOf, cancellation));
        Scalar[][] rows = [.. read.Select(row => row.Inputs.Select((value, i) => ClrValue.ToScalar(ResultReader.Normalize(value, inputs[i].Type))).ToArray())];
        double?[] first = Scores(champion.Plan, champion.Version);
        double?[] second = Scores(challenger.Plan, challenger.Version);
        return
        [
            .. read.Select((row, i) => (Champion: first[i], Challenger: second[i], row.IsPositive))
                .Where(row => row.Champion is not null && row.Challenger is not null)
                .Select(row => (row.Champion!.Value, row.Challenger!.Value, row.IsPositive)),
        ];

        double?[] Scores(ScoringPlan plan, VersionDetails version)
        {
            int output = Output(plan, version);
            int[] places = [.. Inputs(plan).Select(input => Array.IndexOf(inputs, input))];
            using IRowScorer scorer = TargetCatalog.Find("csharp").Connect(plan, null);
            return
            [
                .. scorer.Score([.. rows.Select(row => places.Select(place => row[place]).ToArray())], cancellation)
                    .Select(row => row[output] is { IsDouble: true } score ? score.Double : (double?)null),
            ];
        }
    }

    private static IEnumerable<(string Name, DataType Type)> Inputs(ScoringPlan plan) => plan.Inputs.Select(input => (input.Schema.Name, input.Value.Type));

    private int Output(ScoringPlan plan, VersionDetails version)
    {
        string wanted = policy.Score ?? Specification.Single(ColumnRole.Score)!.Name;
        int output = Array.FindIndex([.. plan.Outputs], each => string.Equals(each.Schema.Name, wanted, StringComparison.OrdinalIgnoreCase));
        return output >= 0
            ? output
            : throw new CommandFailure(
                ExitCodes.Usage,
                $"{version.Summary.Model}@{Number(version.Summary.Number)} yields no '{wanted}', but {string.Join(", ", plan.Outputs.Select(each => each.Schema.Name))}: name one as retrain.score");
    }

    private IReadOnlyList<string> Due(ImmutableArray<RetrainRequest> requests, DateTime asOf)
    {
        // What the champion learned from ends with the last request, or with the reference.
        DateTime? last = requests.IsEmpty
            ? baseline.To is { } end ? DateTime.Parse(end, CultureInfo.InvariantCulture) : null
            : requests[^1].AsOf;

        // Windows that a request has answered are no reason for another.
        DateTime? answered = requests.IsEmpty ? null : requests[^1].AsOf;
        return With(ledger => RetrainTriggers.Due(
            policy, last, asOf, policy.Labels is null ? 0 : ledger.Labels(last, asOf).Labels, metric => ledger.Values(metric, baseline, answered)));
    }

    // A person has decided where the version is neither draft nor validated nor waits.
    private string? Decision(long number)
    {
        VersionSummary version = registry.Show(new VersionReference(Specification.Model, number)).Summary;
        return version.State is VersionState.Approved or VersionState.Rejected or VersionState.Retired
            ? $"{version.Model}@{Number(version.Number)} is {Word(version.State)}"
            : null;
    }

    private long? Champion()
    {
        try
        {
            return registry.InSlot(Specification.Model, Slot.Champion)?.Version;
        }
        catch (RegistryFailure failure) when (failure.Kind == RegistryFailureKind.NotFound)
        {
            return null;
        }
    }

    private string DatasetName => Specification.TableSchema is { } schema ? $"{schema}.{Specification.Table}" : Specification.Table;

    private RetrainRequest Keep(RetrainRequest request, CancellationToken cancellation) => With(ledger =>
    {
        ledger.Keep(request, cancellation);
        return request;
    });

    private T With<T>(Func<RetrainLedger, T> use)
    {
        using Database database = DatabaseConnection.Open(target, engine, connection);
        return use(new RetrainLedger(database, sql));
    }

    private int Say(bool json, ImmutableArray<RetrainRequest> requests, RetrainRequest? open, IReadOnlyList<string> causes, string status)
    {
        int inVain = RetrainComparison.InVain(requests);
        bool remodel = RetrainComparison.NeedsRemodelling(requests, policy);
        RegistryOutput.Write(json, new { status, causes, request = open, inVain, remodel }, writer =>
        {
            writer.WriteLine(status);
            foreach (string cause in causes)
            {
                writer.WriteLine($"  {cause}");
            }

            if (open is not null)
            {
                Describe(writer, open);
            }

            if (remodel)
            {
                writer.WriteLine(InVain(requests));
            }
        });
        return open is not null || causes.Count > 0 || remodel ? ExitCodes.Different : ExitCodes.Done;
    }

    private static string InVain(ImmutableArray<RetrainRequest> requests) =>
        $"retraining has stopped helping: {Number(RetrainComparison.InVain(requests))} retrained version(s) in a row were no better than the champion; the model itself needs work";

    private static void Describe(TextWriter writer, RetrainRequest request)
    {
        writer.WriteLine($"  cause: {request.Cause}");
        if (request.RegisteredVersion is { } version)
        {
            writer.WriteLine($"  version: {request.Model}@{Number(version)}, to be approved or rejected by a person");
        }

        if (request.Verdict is { } verdict)
        {
            string figures = request.ChallengerArea is { } area
                ? string.Create(CultureInfo.InvariantCulture, $": auc {area:F4} against {request.ChampionArea:F4} of {request.Model}@{request.ChampionVersion} on {request.Rows} rows, p = {request.Probability:G3}")
                : "";
            writer.WriteLine($"  {Word(verdict)}{figures}");
        }

        if (request.Note is { } note)
        {
            writer.WriteLine($"  note: {note}");
        }
    }

    private static string HashOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
