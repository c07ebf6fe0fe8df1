using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry;

/// <content>Bringing versions, and what is measured of them.</content>
public sealed partial class ModelRegistry
{
    /// <summary>
    /// Registers a version, as a draft. The same content again is the same version: a call that was cut off may be repeated.
    /// </summary>
    /// <param name="registration">The version.</param>
    /// <param name="change">Who, the version's author, and why.</param>
    /// <returns>The version with its number, and whether it is new.</returns>
    /// <exception cref="RegistryFailure">The number has other content already, or something that the version names is not there.</exception>
    public (VersionReference Version, bool IsNew) Register(VersionRegistration registration, Change change)
    {
        Texts.Name(registration.Model, "the model's name");
        string content = registration.ContentHash();
        return Write(change, "register", set =>
        {
            Session session = set.Session;
            long? model = session.Number("SELECT model_id FROM model WHERE name = @p0", registration.Model);
            if (model is { } known && Existing(session, known, registration, content) is { } existing)
            {
                return ((new VersionReference(registration.Model, existing), false), "");
            }

            long modelId = model ?? AddModel(set, registration, change.Who);
            long number = registration.Number ?? 1 + (session.Number("SELECT MAX(number) FROM model_version WHERE model_id = @p0", modelId) ?? 0);
            AddVersion(set, registration, modelId, number, content, change.Who);
            var reference = new VersionReference(registration.Model, number);
            return ((reference, true), reference.ToString());
        });
    }

    /// <summary>
    /// Keeps a measured value of a version. Does nothing where the latest value of the metric on that dataset and slice is the same, by the same
    /// person: a call that was cut off may be repeated.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="metric">The value.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version, or the value is no finite number.</exception>
    public void AddMetric(VersionReference reference, Metric metric, Change change) => Write(change, "metric", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (!double.IsFinite(metric.Value))
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"the metric {metric.Name} is no finite number");
        }

        string kind = metric.IsFairness ? "fairness" : "performance";
        if (LatestMetric(set.Session, version.Id, kind, metric) is not { } latest || latest != (metric.Value, change.Who))
        {
            set.Add(
                RegistryTables.Metric,
                set.NextId(RegistryTables.Metric),
                version.Id,
                kind,
                Texts.Line(metric.Name, "the metric's name"),
                metric.Dataset is null ? null : Texts.Line(metric.Dataset, "the dataset's name"),
                metric.Slice is null ? null : Texts.Line(metric.Slice, "the slice"),
                metric.Value);
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>Adds a word to find a version by; does nothing where it has the word.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="tag">The word.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public void AddTag(VersionReference reference, string tag, Change change) => Write(change, "tag", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (set.Session.Number("SELECT COUNT(*) FROM version_tag WHERE version_id = @p0 AND tag = @p1", version.Id, tag) == 0)
        {
            set.Add(RegistryTables.Tag, version.Id, Texts.Line(tag, "the tag"));
        }

        return (true, version.Reference.ToString());
    });

    private static (double Value, string Who)? LatestMetric(Session session, long version, string kind, Metric metric) => session
        .Query(
            """
            SELECT m.dataset, m.slice, m.value, e.who FROM metric m JOIN audit_event e ON e.seq = m.seq
            WHERE m.version_id = @p0 AND m.kind = @p1 AND m.name = @p2 ORDER BY m.metric_id DESC
            """,
            row => (Dataset: row.TextOrNull(0), Slice: row.TextOrNull(1), Latest: (row.Real(2), row.Text(3))),
            version,
            kind,
            metric.Name)
        .Where(each => each.Dataset == metric.Dataset && each.Slice == metric.Slice)
        .Select(each => ((double, string)?)each.Latest)
        .FirstOrDefault();

    private static long? Existing(Session session, long model, VersionRegistration registration, string content)
    {
        (long Number, string Content)[] versions =
        [
            .. session.Query(
                "SELECT number, content_sha256 FROM model_version WHERE model_id = @p0 AND (number = @p1 OR content_sha256 = @p2) ORDER BY number DESC",
                row => (row.Integer(0), row.Text(1)),
                model,
                registration.Number ?? -1,
                content),
        ];
        if (registration.Number is { } number && versions.Any(version => version.Number == number && version.Content != content))
        {
            long last = session.Number("SELECT MAX(number) FROM model_version WHERE model_id = @p0", model) ?? 0;
            throw new RegistryFailure(
                RegistryFailureKind.Refused,
                $"{registration.Model}@{number} is registered with other content, which never changes; register this as version {last + 1}");
        }

        return versions.Where(version => registration.Number is null || version.Number == registration.Number)
            .Select(version => (long?)version.Number)
            .FirstOrDefault();
    }

    private static long AddModel(ChangeSet set, VersionRegistration registration, string author)
    {
        string owner = Texts.Line(registration.Owner ?? author, "the owner");
        long project = set.Session.Number("SELECT project_id FROM project WHERE name = @p0", registration.Project)
            ?? AddProject(set, registration.Project, owner, ApprovalPolicy.Default);
        long id = set.NextId(RegistryTables.Model);
        set.Add(RegistryTables.Model, id, project, registration.Model, OrEmpty(registration.Purpose, "the purpose"), owner);
        return id;
    }

    private static void AddVersion(ChangeSet set, VersionRegistration registration, long model, long number, string content, string author)
    {
        long id = set.NextId(RegistryTables.Version);

        // Contents come before the rows that refer to them.
        string source = set.AddBlob(registration.Source);
        string intermediate = set.AddBlob(Encoding.UTF8.GetBytes(registration.IntermediateText));
        foreach (ArtifactFile file in registration.Artifacts.SelectMany(artifact => artifact.Files))
        {
            set.AddBlob(file.Content);
        }

        set.Add(
            RegistryTables.Version,
            id,
            model,
            number,
            author,
            set.Time,
            OrEmpty(registration.Description, "the description"),
            registration.SourceName,
            source,
            intermediate,
            registration.InputSchemaHash(),
            registration.Element,
            registration.Function,
            registration.Generator.Name,
            registration.Generator.Version,
            content);
        foreach (RegisteredArtifact artifact in registration.Artifacts)
        {
            foreach ((string name, string value) in artifact.Options)
            {
                set.Add(RegistryTables.Option, id, artifact.Target, Texts.Line(name, "the option's name"), value);
            }
        }

        foreach (RegisteredArtifact artifact in registration.Artifacts)
        {
            foreach (ArtifactFile file in artifact.Files)
            {
                set.Add(RegistryTables.Artifact, set.NextId(RegistryTables.Artifact), id, artifact.Target, file.Path, file.Hash);
            }
        }

        AddFields(set, id, "input", registration.Inputs);
        AddFields(set, id, "output", registration.Outputs);
        set.Add(
            RegistryTables.SearchText,
            id,
            string.Join('\n', registration.Inputs.Concat(registration.Outputs).Select(column => column.Name).Prepend(registration.Description)).ToLowerInvariant());
        foreach (ManifestLineage lineage in registration.Lineage)
        {
            foreach ((string kind, string upstream) in lineage.DerivedFields.Select(field => ("feature", field)).Concat(lineage.Columns.Select(column => ("column", column))))
            {
                set.Add(RegistryTables.ColumnLineage, set.NextId(RegistryTables.ColumnLineage), id, kind, lineage.Output, upstream);
            }
        }

        foreach (string tag in registration.Tags.Distinct(StringComparer.Ordinal))
        {
            set.Add(RegistryTables.Tag, id, Texts.Line(tag, "the tag"));
        }

        AddDatasets(set, id, registration);
        foreach (VersionReference upstream in registration.DependsOn.Distinct())
        {
            if (upstream.Number is null)
            {
                throw new RegistryFailure(RegistryFailureKind.Refused, $"a dependency is pinned: name a version of {upstream.Model}, such as {upstream.Model}@1");
            }

            VersionRow needed = Find(set.Session, upstream);
            if (needed.State is VersionState.Retired or VersionState.Rejected)
            {
                throw new RegistryFailure(RegistryFailureKind.Refused, $"{needed.Reference} is {Keywords.Of(needed.State)}; nothing new is built on it");
            }

            set.Add(RegistryTables.Dependency, id, needed.Id);
        }

        set.Add(RegistryTables.State, id, 1L, null, "draft", set.Time);
    }

    private static void AddFields(ChangeSet set, long version, string role, IEnumerable<ManifestColumn> columns)
    {
        long position = 0;
        foreach (ManifestColumn column in columns)
        {
            set.Add(RegistryTables.Field, version, role, position++, column.Name, column.Type, column.OpType);
        }
    }

    private static void AddDatasets(ChangeSet set, long version, VersionRegistration registration)
    {
        var added = new Dictionary<(string, string, string), long>();
        var uses = new List<(long Dataset, string Role)>();
        foreach (DatasetUse use in registration.Datasets)
        {
            if (!DatasetUse.Roles.Contains(use.Role))
            {
                throw new RegistryFailure(RegistryFailureKind.Refused, $"'{use.Role}' is no role of a dataset; there are {string.Join(", ", DatasetUse.Roles)}");
            }

            (string, string, string) key = (Texts.Line(use.Name, "the dataset's name"), Texts.Line(use.AsOf, "the dataset's time"), Texts.Line(use.Digest, "the dataset's digest"));
            if (!added.TryGetValue(key, out long id))
            {
                id = set.Session.Number("SELECT dataset_id FROM dataset_version WHERE name = @p0 AND as_of = @p1 AND digest = @p2", use.Name, use.AsOf, use.Digest) ?? 0;
                if (id == 0)
                {
                    id = set.NextId(RegistryTables.Dataset);
                    set.Add(RegistryTables.Dataset, id, use.Name, use.AsOf, use.QueryHash, use.SchemaHash, use.RowCount, use.Digest);
                }

                added.Add(key, id);
            }

            uses.Add((id, use.Role));
        }

        foreach ((long dataset, string role) in uses.Distinct())
        {
            set.Add(RegistryTables.VersionDataset, version, dataset, role);
        }
    }

    private static string OrEmpty(string text, string what) => text.Length == 0 ? "" : Texts.Text(text, what);
}
