using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>Which version of a model stands where, and when.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Whether a version may stand in a slot: what whoever deploys asks first.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>Why it may not; null where it may.</returns>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public string? WhyNot(VersionReference reference, Slot slot) => Read(session => WhyNot(session, Find(session, reference), slot));

    /// <summary>
    /// Puts a version into a slot; the one that stood there leaves it at the same time. A version that becomes champion leaves the other
    /// slots. Does nothing where it stands there already.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">The version may not stand there.</exception>
    public void Promote(VersionReference reference, Slot slot, Change change) => Write(change, "promote", set =>
    {
        VersionRow version = Find(set.Session, reference);
        string name = Keywords.Of(slot);
        Assignment? current = CurrentAssignment(set.Session, version.ModelId, name);
        if (current?.VersionId == version.Id)
        {
            return (true, "");
        }

        if (WhyNot(set.Session, version, slot) is { } reason)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, reason);
        }

        Assign(set, version.ModelId, name, current, version.Id);
        if (slot == Slot.Champion)
        {
            foreach (string other in SlotsOf(set.Session, version))
            {
                Assign(set, version.ModelId, other, CurrentAssignment(set.Session, version.ModelId, other), null);
            }
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>Puts the version back into a slot that stood there before the present one.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="change">Who and why.</param>
    /// <param name="from">
    /// The number of the version that is to leave: nothing is done where another stands there, so that the call may be repeated. Null for
    /// whichever stands there, unless it stands there by a rollback: what was meant by another is to be said.
    /// </param>
    /// <returns>The version that stands there now.</returns>
    /// <exception cref="RegistryFailure">
    /// None stood there, or it may not stand there any more; or the slot was rolled back already, and nobody says what is to leave.
    /// </exception>
    public VersionReference Rollback(string model, Slot slot, Change change, long? from = null) => Write(change, "rollback", set =>
    {
        string name = Keywords.Of(slot);
        long id = FindModel(set.Session, model);
        Assignment? current = CurrentAssignment(set.Session, id, name);
        if (from is not null && current?.VersionId is { } present && FindById(set.Session, present).Reference is var standing && standing.Number != from)
        {
            return (standing, "");
        }

        if (from is null && current is { VersionId: { } restored, Action: "rollback" })
        {
            // A call that was cut off and is repeated would bring back what was rolled back.
            VersionRow back = FindById(set.Session, restored);
            throw new RegistryFailure(
                RegistryFailureKind.Refused,
                $"{back.Reference} is {name} by the rollback of {current.Who} at {current.From}; to roll back from it, too, say --from {back.Reference.Number}");
        }

        long? former = set.Session.Number(
            set.Session.Engine.Limit("SELECT version_id FROM slot_assignment WHERE model_id = @p0 AND slot = @p1 AND version_id IS NOT NULL AND version_id <> @p2 ORDER BY number DESC", 1),
            id,
            name,
            current?.VersionId ?? -1);
        if (former is not { } version)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"no other version of {model} was {name} before");
        }

        VersionRow found = FindById(set.Session, version);
        if (WhyNot(set.Session, found, slot) is { } reason)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, reason);
        }

        Assign(set, id, name, current, version);
        return (found.Reference, found.Reference.ToString());
    });

    /// <summary>Empties a slot. Does nothing where it is empty.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such model.</exception>
    public void Vacate(string model, Slot slot, Change change) => Write(change, "vacate", set =>
    {
        long id = FindModel(set.Session, model);
        Assignment? current = CurrentAssignment(set.Session, id, Keywords.Of(slot));
        if (current?.VersionId is not null)
        {
            Assign(set, id, Keywords.Of(slot), current, null);
        }

        return (true, model);
    });

    /// <summary>Which version stood in a slot at a time.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="time">The time; null for now.</param>
    /// <returns>The assignment; null where the slot was empty.</returns>
    /// <exception cref="RegistryFailure">There is no such model.</exception>
    public SlotPeriod? InSlot(string model, Slot slot, DateTime? time = null) => Read(session =>
    {
        long id = FindModel(session, model);
        string name = Keywords.Of(slot);
        long? number = time is { } then
            ? session.Number(
                "SELECT MAX(number) FROM slot_assignment WHERE model_id = @p0 AND slot = @p1 AND from_time <= @p2", id, name, RegistryTime.Format(then))
            : session.Number("SELECT MAX(number) FROM slot_assignment WHERE model_id = @p0 AND slot = @p1", id, name);
        SlotPeriod? period = number is null
            ? null
            : session.First($"{PeriodQuery} WHERE h.model_id = @p0 AND h.slot = @p1 AND h.number = @p2", ReadPeriod, id, name, number);
        return period?.Version is null ? null : period;
    });

    private const string PeriodQuery = "SELECT h.model, h.slot, h.version, h.from_time, h.to_time, h.who, h.reason FROM slot_history h";

    private static SlotPeriod ReadPeriod(Fields row) => new(
        row.Text(0),
        Keywords.Parse<Slot>(row.Text(1)),
        row.IntegerOrNull(2),
        row.Text(3),
        row.TextOrNull(4),
        row.Text(5),
        row.Text(6));

    private static string? WhyNot(Session session, VersionRow version, Slot slot)
    {
        if (slot == Slot.Disabled || version.State == VersionState.Approved)
        {
            return null;
        }

        string state = Keywords.Of(version.State);
        if (version.State is VersionState.Rejected or VersionState.Retired)
        {
            return $"{version.Reference} is {state} and cannot be {Keywords.Of(slot)}";
        }

        return PolicyOf(session, version.ProjectId).ApprovedSlots.Contains(slot)
            ? $"{version.Reference} is {state}; only an approved version can be {Keywords.Of(slot)}"
            : null;
    }

    private static void Assign(ChangeSet set, long model, string slot, Assignment? current, long? version) =>
        set.Add(RegistryTables.Slot, model, slot, 1 + (current?.Number ?? 0), version, set.Time);

    private static Assignment? CurrentAssignment(Session session, long model, string slot) => session.First(
        """
        SELECT a.number, a.version_id, a.from_time, e.who, e.action FROM slot_assignment a JOIN audit_event e ON e.seq = a.seq
        WHERE a.model_id = @p0 AND a.slot = @p1
        AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot)
        """,
        row => new Assignment(row.Integer(0), row.IntegerOrNull(1), row.Text(2), row.Text(3), row.Text(4)),
        model,
        slot);

    private static IEnumerable<string> SlotsOf(Session session, VersionRow version) => session.Query(
        """
        SELECT a.slot FROM slot_assignment a
        WHERE a.version_id = @p0
        AND a.number = (SELECT MAX(n.number) FROM slot_assignment n WHERE n.model_id = a.model_id AND n.slot = a.slot)
        ORDER BY a.slot
        """,
        row => row.Text(0),
        version.Id);

    private sealed record Assignment(long Number, long? VersionId, string From, string Who, string Action);
}
