using System.Collections.Immutable;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Where versions come from, and where they lead.</content>
public sealed partial class ModelRegistry
{
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

            // All edges at once: asking version by version would cost a query for each.
            (long Downstream, long Upstream)[] edges =
                [.. session.Query("SELECT version_id, upstream_id FROM model_dependency ORDER BY version_id, upstream_id", each => (each.Integer(0), each.Integer(1)))];
            (long Downstream, long Upstream)[] needs = Reached(row.Id, edges.ToLookup(edge => edge.Downstream), edge => edge.Upstream);
            (long Downstream, long Upstream)[] neededBy = Reached(row.Id, edges.ToLookup(edge => edge.Upstream), edge => edge.Downstream);
            Dictionary<long, VersionReference> names = needs.Length + neededBy.Length == 0
                ? []
                : session
                    .Query(
                        """
                        SELECT v.version_id, m.name, v.number FROM model_version v JOIN model m ON m.model_id = v.model_id
                        WHERE v.version_id IN (SELECT d.version_id FROM model_dependency d) OR v.version_id IN (SELECT d.upstream_id FROM model_dependency d)
                        """,
                        each => (Id: each.Integer(0), Version: new VersionReference(each.Text(1), each.Integer(2))))
                    .ToDictionary(each => each.Id, each => each.Version);
            return new LineageGraph(version, details, [.. columns], Named(needs, names), Named(neededBy, names));
        });
    }

    private static ImmutableArray<LineageEdge> Named(IEnumerable<(long Downstream, long Upstream)> edges, Dictionary<long, VersionReference> names) =>
        [.. edges.Select(edge => new LineageEdge(names[edge.Downstream], names[edge.Upstream]))];

    private static (long Downstream, long Upstream)[] Reached(
        long start, ILookup<long, (long Downstream, long Upstream)> edges, Func<(long Downstream, long Upstream), long> next)
    {
        var reached = new List<(long, long)>();
        var seen = new HashSet<long> { start };
        var open = new Queue<long>([start]);
        while (open.TryDequeue(out long version))
        {
            foreach ((long Downstream, long Upstream) edge in edges[version])
            {
                reached.Add(edge);
                if (seen.Add(next(edge)))
                {
                    open.Enqueue(next(edge));
                }
            }
        }

        return [.. reached];
    }
}
