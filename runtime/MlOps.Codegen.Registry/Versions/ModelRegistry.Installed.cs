using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Objects as they were installed in databases.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Keeps how a version's objects are defined in a database. What is known with the same definition is not kept again.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="target">The target that the objects were generated for.</param>
    /// <param name="place">The database, by a name that people know; no connection string.</param>
    /// <param name="objects">The objects' names, and the SHA-256 of each's definition as the database gives it.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public void RecordInstalled(
        VersionReference reference, string target, string place, IReadOnlyCollection<(string Name, string DefinitionHash)> objects, Change change) => Write(change, "installed", set =>
    {
        VersionRow version = Find(set.Session, reference);
        Texts.Line(place, "the database's name", LongestPlace);
        ILookup<string, string> known = set.Session
            .Query(
                "SELECT object, definition_sha256 FROM deployed_object WHERE version_id = @p0 AND target = @p1 AND place = @p2 ORDER BY deployed_id",
                row => (Name: row.Text(0), Hash: row.Text(1)),
                version.Id,
                target,
                place)
            .ToLookup(each => each.Name, each => each.Hash);
        foreach ((string name, string hash) in objects.Where(each => known[each.Name].LastOrDefault() != each.DefinitionHash))
        {
            set.Add(RegistryTables.Deployed, set.NextId(RegistryTables.Deployed), version.Id, target, place, name, hash);
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>How a version's objects were defined in a database when that was kept last.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="target">The target.</param>
    /// <param name="place">The database's name.</param>
    /// <returns>An object each; empty where none was kept.</returns>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public IReadOnlyList<DeployedObject> Installed(VersionReference reference, string target, string place) =>
    [
        .. Show(reference).Deployed.Where(each => each.Target == target && each.Place == place).GroupBy(each => each.Name).Select(group => group.Last()),
    ];
}
