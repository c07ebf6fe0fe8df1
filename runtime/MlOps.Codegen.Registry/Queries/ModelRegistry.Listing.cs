using System.Collections.Immutable;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Lists, and searching in them.</content>
public sealed partial class ModelRegistry
{
    private const char LikeEscape = '!';

    /// <summary>Versions, by model and number, the latest first.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public ImmutableArray<VersionSummary> List(VersionFilter? filter = null) => Read(session =>
    {
        filter ??= new VersionFilter();
        var values = new List<object?>();
        string where = Where(filter, values);
        Dictionary<long, ListedModel> models = ListedModels(session, filter.Model);
        Dictionary<long, ImmutableArray<Slot>> slots = OccupiedSlots(session, filter.Model);
        bool isBounded = filter.Most != int.MaxValue;

        // Names and order of models are read once for all their versions: rows are wide, and sorting all of them would cost the database
        // as much as reading them.
        string current = session.Engine.Limit("SELECT s.state FROM version_state s WHERE s.version_id = v.version_id ORDER BY s.number DESC", 1);
        string query =
            $"""
            SELECT v.version_id, v.model_id, v.number, ({current}), v.model_function, v.author, v.registered_at, v.description
            FROM model_version v{(isBounded ? " JOIN model m ON m.model_id = v.model_id" : "")}
            {where}
            """;
        List<(long Place, VersionSummary Version)> found = new(isBounded ? Math.Min(filter.Most, MostExpected) : MostExpected);
        foreach ((long, VersionSummary) row in session.Stream(
            isBounded ? session.Engine.Limit($"{query} ORDER BY m.name, v.number DESC", filter.Most) : query,
            row =>
            {
                ListedModel model = models[row.Integer(1)];
                long number = row.Integer(2);
                return (
                    (model.Rank << RankShift) - number,
                    new VersionSummary(
                        model.Project,
                        model.Name,
                        number,
                        Keywords.Parse<VersionState>(row.Text(3)),
                        slots.GetValueOrDefault(row.Integer(0), []),
                        row.Text(4),
                        row.Text(5),
                        row.Text(6),
                        row.Text(7)));
            },
            [.. values]))
        {
            found.Add(row);
        }

        found.Sort(static (a, b) => a.Place.CompareTo(b.Place));
        return found.Select(each => each.Version).ToImmutableArray();
    });

    private const int MostExpected = 1024;

    // Versions of a model are counted from 1, and nobody has as many as this leaves room for.
    private const int RankShift = 36;

    private static Dictionary<long, ListedModel> ListedModels(Session session, string? only)
    {
        var models = new Dictionary<long, ListedModel>();
        foreach ((long id, string name, string project) in session.Stream(
            $"SELECT m.model_id, m.name, p.name FROM model m JOIN project p ON p.project_id = m.project_id{(only is null ? "" : " WHERE m.name = @p0")} ORDER BY m.name",
            row => (row.Integer(0), row.Text(1), row.Text(2)),
            only is null ? [] : [only]))
        {
            models.Add(id, new ListedModel(models.Count + 1L, name, project));
        }

        return models;
    }

    private static string Where(VersionFilter filter, List<object?> values)
    {
        var conditions = new List<string>();

        string Value(object value)
        {
            values.Add(value);
            return FormattableString.Invariant($"@p{values.Count - 1}");
        }

        if (filter.Project is { } project)
        {
            conditions.Add($"v.model_id IN (SELECT w.model_id FROM model w JOIN project q ON q.project_id = w.project_id WHERE q.name = {Value(project)})");
        }

        if (filter.Model is { } model)
        {
            conditions.Add($"v.model_id IN (SELECT w.model_id FROM model w WHERE w.name = {Value(model)})");
        }

        if (filter.Owner is { } owner)
        {
            conditions.Add($"v.model_id IN (SELECT w.model_id FROM model w WHERE w.owner = {Value(owner)})");
        }

        if (filter.State is { } state)
        {
            conditions.Add(
                $"""
                {Value(Keywords.Of(state))} = (
                    SELECT s.state FROM version_state s
                    WHERE s.version_id = v.version_id AND s.number = (SELECT MAX(n.number) FROM version_state n WHERE n.version_id = v.version_id))
                """);
        }

        if (filter.Function is { } function)
        {
            conditions.Add($"v.model_function = {Value(function)}");
        }

        if (filter.Tag is { } tag)
        {
            conditions.Add($"v.version_id IN (SELECT t.version_id FROM version_tag t WHERE t.tag = {Value(tag)})");
        }

        if (filter.IsTested)
        {
            conditions.Add("EXISTS (SELECT 1 FROM certificate c WHERE c.version_id = v.version_id)");
        }

        foreach (string word in filter.Words)
        {
            string like = $"LIKE {Value(Pattern(word))} ESCAPE '{LikeEscape}'";
            conditions.Add(
                $"""
                (v.model_id IN (
                    SELECT w.model_id FROM model w JOIN project q ON q.project_id = w.project_id
                    WHERE LOWER(w.name) {like} OR LOWER(w.purpose) {like} OR LOWER(q.name) {like})
                OR v.version_id IN (SELECT x.version_id FROM version_text x WHERE x.content {like})
                OR v.version_id IN (SELECT t.version_id FROM version_tag t WHERE LOWER(t.tag) {like}))
                """);
        }

        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>Versions that take similar rows, the most similar first; of each model the latest.</summary>
    /// <param name="reference">The version to compare with.</param>
    /// <param name="most">How many at most.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public ImmutableArray<SimilarVersion> Similar(VersionReference reference, int most = 10) => Read(session =>
    {
        VersionRow version = Find(session, reference);
        long own = session.Number("SELECT COUNT(*) FROM version_field WHERE version_id = @p0 AND role = 'input'", version.Id) ?? 0;
        (long Id, long Shared, double Similarity)[] similar =
        [
            .. session
                .Query(
                    """
                    SELECT f.version_id, f.shared, (SELECT COUNT(*) FROM version_field a WHERE a.version_id = f.version_id AND a.role = 'input')
                    FROM (
                        SELECT o.version_id, COUNT(*) AS shared FROM version_field i
                        JOIN version_field o ON o.name = i.name AND o.type = i.type AND o.role = 'input'
                        WHERE i.version_id = @p0 AND i.role = 'input' GROUP BY o.version_id
                    ) f
                    JOIN model_version v ON v.version_id = f.version_id
                    WHERE v.model_id <> @p1 AND v.number = (SELECT MAX(l.number) FROM model_version l WHERE l.model_id = v.model_id)
                    """,
                    row => (Id: row.Integer(0), Shared: row.Integer(1), row.Integer(1) / (double)(own + row.Integer(2) - row.Integer(1))),
                    version.Id,
                    version.ModelId)
                .OrderByDescending(each => each.Item3)
                .ThenBy(each => each.Id)
                .Take(most),
        ];
        return similar
            .Select(each => (Version: FindById(session, each.Id), each.Shared, each.Similarity))
            .Select(each => new SimilarVersion(each.Version.Reference, each.Version.State, each.Shared, each.Similarity))
            .ToImmutableArray();
    });

    /// <summary>The periods of a model's versions in slots and states, the latest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="RegistryFailure">There is no such model.</exception>
    public (ImmutableArray<SlotPeriod> Slots, ImmutableArray<StatePeriod> States) History(string model) => Read(session =>
    {
        long id = FindModel(session, model);
        return (
            session.Query($"{PeriodQuery} WHERE h.model_id = @p0 ORDER BY h.from_time DESC, h.slot", ReadPeriod, id),
            session.Query(
                """
                SELECT v.number, s.state, s.from_time, e.who, e.reason
                FROM version_state s
                JOIN model_version v ON v.version_id = s.version_id
                JOIN audit_event e ON e.seq = s.seq
                WHERE v.model_id = @p0 ORDER BY s.from_time DESC
                """,
                row => new StatePeriod(row.Integer(0), Keywords.Parse<VersionState>(row.Text(1)), row.Text(2), row.Text(3), row.Text(4)),
                id));
    });

    private static string Pattern(string word)
    {
        var pattern = new System.Text.StringBuilder("%");
        foreach (char letter in word.ToLowerInvariant())
        {
            pattern.Append(letter is '%' or '_' or '[' or LikeEscape ? $"{LikeEscape}{letter}" : letter.ToString());
        }

        return pattern.Append('%').ToString();
    }

    private static Dictionary<long, ImmutableArray<Slot>> OccupiedSlots(Session session, string? only) => session
        .Query(
            $"""
            SELECT a.version_id, a.slot FROM slot_assignment a
            WHERE a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot)
            AND a.version_id IS NOT NULL{(only is null ? "" : " AND a.model_id = (SELECT m.model_id FROM model m WHERE m.name = @p0)")}
            ORDER BY a.version_id, a.slot
            """,
            row => (Version: row.Integer(0), Slot: Keywords.Parse<Slot>(row.Text(1))),
            only is null ? [] : [only])
        .GroupBy(each => each.Version, each => each.Slot)
        .ToDictionary(group => group.Key, group => group.ToImmutableArray());

    private sealed record ListedModel(long Rank, string Name, string Project);
}
