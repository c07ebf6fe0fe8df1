using System.Collections.Immutable;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>How a version stood at a time.</content>
public sealed partial class ModelRegistry
{
    /// <summary>How a version stood at a time: its state, its slots, and who had decided on it.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public VersionStanding StandingAt(VersionReference reference, DateTime time) => Read(session =>
    {
        VersionRow version = Find(session, reference);
        string then = RegistryTime.Format(time);
        string? state = session.First(
            "SELECT state FROM version_state WHERE version_id = @p0 AND from_time <= @p1 ORDER BY number DESC", row => row.Text(0), version.Id, then);
        return new VersionStanding(
            then,
            state is null ? null : Keywords.Parse<VersionState>(state),
            session.Query(
                """
                SELECT h.slot FROM slot_history h
                WHERE h.model_id = @p0 AND h.version_id = @p1 AND h.from_time <= @p2 AND (h.to_time IS NULL OR h.to_time > @p2) ORDER BY h.slot
                """,
                row => Keywords.Parse<Slot>(row.Text(0)),
                version.ModelId,
                version.Id,
                then),
            [.. ApprovalsOf(session, version.Id).Where(approval => string.CompareOrdinal(approval.At, then) <= 0)]);
    });
}
