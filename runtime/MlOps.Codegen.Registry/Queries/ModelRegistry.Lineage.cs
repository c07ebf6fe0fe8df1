using System.Collections.Immutable;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Where versions come from, and where they lead.</content>
public sealed partial class ModelRegistry
{
    // Every engine takes as many.
    private const int MostParameters = 500;

    /// <summary>From what a version came, what it hangs on, and what hangs on it.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public LineageGraph Lineage(VersionReference reference)
    {
        VersionDetails details = Show(reference);
        var version = new VersionReference(details.Summary.Model, details.Summary.Number);
        return Read(session =>
        {
            VersionRow row = Find(session, version);
            ColumnOrigin[] columns =
            [
                .. session
                    .Query(
                        "SELECT output, kind, upstream FROM column_lineage WHERE version_id = @p0 ORDER BY lineage_id",
                        each => (Output: each.Text(0), Kind: each.Text(1), Upstream: each.Text(2)),
                        row.Id)
                    .GroupBy(each => each.Output)
                    .Select(group => new ColumnOrigin(
                        group.Key,
                        [.. group.Where(each => each.Kind == "feature").Select(each => each.Upstream)],
                        [.. group.Where(each => each.Kind == "column").Select(each => each.Upstream)])),
            ];

            return new LineageGraph(version, details, [.. columns], Reached(session, row, upstream: true), Reached(session, row, upstream: false))
            {
                Runs = RunsOf(session, row.Id),
            };
        });
    }

    // Level by level, many versions by one query: a round trip for each version would cost more than all else.
    private static ImmutableArray<LineageEdge> Reached(Session session, VersionRow start, bool upstream)
    {
        var names = new Dictionary<long, VersionReference> { [start.Id] = start.Reference };
        var reached = ImmutableArray.CreateBuilder<LineageEdge>();
        List<long> level = [start.Id];
        while (level.Count > 0)
        {
            var next = new List<long>();
            foreach (long[] some in level.Chunk(MostParameters))
            {
                foreach ((long from, long to, VersionReference reference) in Edges(session, some, upstream))
                {
                    if (names.TryAdd(to, reference))
                    {
                        next.Add(to);
                    }

                    reached.Add(upstream ? new LineageEdge(names[from], reference) : new LineageEdge(reference, names[from]));
                }
            }

            level = next;
        }

        return reached.DrainToImmutable();
    }

    private static ImmutableArray<(long From, long To, VersionReference Reference)> Edges(Session session, long[] versions, bool upstream)
    {
        (string from, string to) = upstream ? ("version_id", "upstream_id") : ("upstream_id", "version_id");
        return session.Query(
            $"""
            SELECT d.{from}, d.{to}, m.name, v.number FROM model_dependency d
            JOIN model_version v ON v.version_id = d.{to}
            JOIN model m ON m.model_id = v.model_id
            WHERE d.{from} IN ({string.Join(", ", versions.Select((_, i) => FormattableString.Invariant($"@p{i}")))})
            ORDER BY d.{from}, d.{to}
            """,
            row => (row.Integer(0), row.Integer(1), new VersionReference(row.Text(2), row.Integer(3))),
            [.. versions]);
    }
}
