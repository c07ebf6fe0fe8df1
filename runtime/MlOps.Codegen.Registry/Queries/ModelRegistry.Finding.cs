using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Finding what was named.</content>
public sealed partial class ModelRegistry
{
    private const string VersionQuery =
        """
        SELECT v.version_id, v.model_id, m.project_id, m.name, v.number, v.author, v.source_sha256, v.content_sha256, s.state, s.number
        FROM model_version v
        JOIN model m ON m.model_id = v.model_id
        JOIN version_state s ON s.version_id = v.version_id
        AND s.number = (SELECT MAX(n.number) FROM version_state n WHERE n.version_id = v.version_id)
        """;

    private const int MostSuggested = 3;

    private static VersionRow Find(Session session, VersionReference reference)
    {
        long model = FindModel(session, reference.Model);
        VersionRow? found = reference.Number is { } number
            ? session.First($"{VersionQuery} WHERE v.model_id = @p0 AND v.number = @p1", ReadVersion, model, number)
            : session.First(
                $"{VersionQuery} WHERE v.model_id = @p0 AND v.number = (SELECT MAX(l.number) FROM model_version l WHERE l.model_id = @p0)", ReadVersion, model);
        return found ?? throw new RegistryFailure(
            RegistryFailureKind.NotFound,
            $"there is no version {reference.Number} of {reference.Model}; the latest is {session.Number("SELECT MAX(number) FROM model_version WHERE model_id = @p0", model)}");
    }

    private static VersionRow FindById(Session session, long id) => session.First($"{VersionQuery} WHERE v.version_id = @p0", ReadVersion, id)
        ?? throw new RegistryFailure(RegistryFailureKind.NotFound, "a version is not there any more; 'mlops registry verify' says more");

    private static long FindModel(Session session, string name) => session.Number("SELECT model_id FROM model WHERE name = @p0", name)
        ?? throw NotFound("model", name, session.Query("SELECT name FROM model ORDER BY name", row => row.Text(0)));

    // Names of which one holds the other, or that begin alike, are what somebody probably meant.
    private static RegistryFailure NotFound(string kind, string name, IEnumerable<string> known)
    {
        string[] near =
        [
            .. known.Where(candidate => candidate.Contains(name, StringComparison.OrdinalIgnoreCase)
                    || name.Contains(candidate, StringComparison.OrdinalIgnoreCase)
                    || (name.Length >= 3 && candidate.StartsWith(name[..3], StringComparison.OrdinalIgnoreCase)))
                .Take(MostSuggested),
        ];
        string hint = near.Length > 0 ? $"; did you mean {string.Join(" or ", near.Select(each => $"'{each}'"))}?" : "";
        return new RegistryFailure(RegistryFailureKind.NotFound, $"there is no {kind} '{name}' in the registry{hint}");
    }

    private static VersionRow ReadVersion(Fields row) => new(
        row.Integer(0),
        row.Integer(1),
        row.Integer(2),
        new VersionReference(row.Text(3), row.Integer(4)),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        Keywords.Parse<VersionState>(row.Text(8)),
        row.Integer(9));

    private sealed record VersionRow(
        long Id,
        long ModelId,
        long ProjectId,
        VersionReference Reference,
        string Author,
        string SourceHash,
        string ContentHash,
        VersionState State,
        long StateNumber);
}
