using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry;

/// <content>What versions scored, and what their results are explained by.</content>
public sealed partial class ModelRegistry
{
    private const string RunColumns =
        "target, place, source_table, scores_table, run_number, mode, predicate, started_at, finished_at, state, row_count, rejected, run_by";

    /// <summary>Keeps the account of a run. What is known in the same state is not kept again.</summary>
    /// <param name="reference">The version that scored.</param>
    /// <param name="run">The run.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public void RecordRun(VersionReference reference, ScoringRun run, Change change) => Write(change, "run", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (!RunsOf(set.Session, version.Id).Contains(run))
        {
            set.Add(
                RegistryTables.Run,
                set.NextId(RegistryTables.Run),
                version.Id,
                run.Target,
                Texts.Line(run.Place, "the database's name", LongestPlace),
                Texts.Line(run.SourceTable, "the table's name", LongestPlace),
                Texts.Line(run.ScoresTable, "the table's name", LongestPlace),
                run.Number,
                run.Mode,
                run.Predicate,
                run.StartedAt,
                run.FinishedAt,
                run.State,
                run.Rows,
                run.Rejected,
                Texts.Line(run.RunBy, "who began the run"));
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>The runs that scored rows with a version, as they were told of last, in order of coming.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public ImmutableArray<ScoringRun> Runs(VersionReference reference) => Read(session => RunsOf(session, Find(session, reference).Id));

    /// <summary>Keeps the row that results of a version are compared with when they are explained; the latest counts.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="baseline">The row.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public void SetBaseline(VersionReference reference, BaselineRow baseline, Change change) => Write(change, "baseline", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (BaselineOf(set.Session, version.Id) is not { } last || last.Sha256 != Artifacts.ArtifactFile.HashOf(Encoding.UTF8.GetBytes(baseline.Json)))
        {
            set.Add(
                RegistryTables.Baseline,
                set.NextId(RegistryTables.Baseline),
                version.Id,
                Texts.Line(baseline.Origin, "the origin", LongestPlace),
                baseline.Rows,
                set.AddBlob(Encoding.UTF8.GetBytes(baseline.Json)));
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>The row that results of a version are compared with when they are explained.</summary>
    /// <param name="reference">The version.</param>
    /// <returns>The row; null where none is kept.</returns>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public BaselineRow? Baseline(VersionReference reference)
    {
        StoredBaseline? stored = Read(session => BaselineOf(session, Find(session, reference).Id));
        return stored is null ? null : new BaselineRow(stored.Origin, stored.Rows, Encoding.UTF8.GetString(Content(stored.Sha256)));
    }

    private const int LongestPlace = 4000;

    private static StoredBaseline? BaselineOf(Session session, long version) => session.First(
        "SELECT origin, row_count, sha256 FROM baseline_row WHERE version_id = @p0 ORDER BY baseline_id DESC",
        row => new StoredBaseline(row.Text(0), row.Integer(1), row.Text(2)),
        version);

    private static ImmutableArray<ScoringRun> RunsOf(Session session, long version)
    {
        // The latest account of each run, at the place of its first.
        var runs = new List<ScoringRun>();
        foreach (ScoringRun run in session.Query($"SELECT {RunColumns} FROM scoring_run WHERE version_id = @p0 ORDER BY scoring_run_id", ReadRun, version))
        {
            int known = runs.FindIndex(each => each.Target == run.Target && each.Place == run.Place && each.ScoresTable == run.ScoresTable && each.Number == run.Number);
            if (known >= 0)
            {
                runs[known] = run;
            }
            else
            {
                runs.Add(run);
            }
        }

        return [.. runs];
    }

    private static ScoringRun ReadRun(Fields row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Integer(4),
        row.Text(5),
        row.TextOrNull(6),
        row.Text(7),
        row.TextOrNull(8),
        row.Text(9),
        row.Integer(10),
        row.Integer(11),
        row.Text(12));

    private sealed record StoredBaseline(string Origin, long Rows, string Sha256);
}
