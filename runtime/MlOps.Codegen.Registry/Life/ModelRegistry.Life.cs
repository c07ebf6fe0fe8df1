using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <content>The life of a version: draft, validated, pending, approved or rejected, retired.</content>
public sealed partial class ModelRegistry
{
    /// <summary>
    /// Sets what a project asks for from now on; makes the project where there is none. Does nothing where the project asks for just that.
    /// </summary>
    /// <param name="project">The project's name.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">The policy cannot be met by anybody.</exception>
    public void SetPolicy(string project, ApprovalPolicy policy, Change change)
    {
        if (policy.Quorum < 1 || policy.ApprovedSlots.Contains(Slot.Disabled))
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, "a policy asks for one approval at least, and for none to disable a model");
        }

        Write(change, "policy", set =>
        {
            if (set.Session.Number("SELECT project_id FROM project WHERE name = @p0", project) is not { } id)
            {
                AddProject(set, project, change.Who, policy);
            }
            else if (!PolicyOf(set.Session, id).AsksAsMuchAs(policy))
            {
                AddPolicy(set, id, 1 + (set.Session.Number("SELECT MAX(number) FROM policy WHERE project_id = @p0", id) ?? 0), policy);
            }

            return (true, project);
        });
    }

    /// <summary>What a project asks for.</summary>
    /// <param name="project">The project's name.</param>
    /// <exception cref="RegistryFailure">There is no such project.</exception>
    public ApprovalPolicy Policy(string project) => Read(session => PolicyOf(
        session,
        session.Number("SELECT project_id FROM project WHERE name = @p0", project)
            ?? throw NotFound("project", project, session.Query("SELECT name FROM project ORDER BY name", row => row.Text(0)))));

    /// <summary>
    /// Keeps the account of a comparison that found no difference; a draft is validated by its first. Does nothing where the very account is
    /// kept already, so that a call that was cut off can be repeated.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="certificate">The account.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">The account is of another model file, or of no rows.</exception>
    public void Validate(VersionReference reference, ParityCertificate certificate, Change change) => Write(change, "validate", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (certificate.SourceHash != version.SourceHash || certificate.Rows < 1)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"the certificate is not one of {version.Reference}: it compares another file, or no rows");
        }

        string account = set.AddBlob(Encoding.UTF8.GetBytes(certificate.Json));
        if (set.Session.Number("SELECT COUNT(*) FROM certificate WHERE version_id = @p0 AND target = @p1 AND sha256 = @p2", version.Id, certificate.Target, account) == 0)
        {
            set.Add(RegistryTables.Certificate, set.NextId(RegistryTables.Certificate), version.Id, certificate.Target, certificate.Rows, account);
        }

        if (version.State == VersionState.Draft)
        {
            AddState(set, version, VersionState.Validated);
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>Asks for approval. Does nothing where it was asked for before and is waited for, or was given.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">The version is not validated, was rejected or retired, or the policy is not met.</exception>
    public void Submit(VersionReference reference, Change change) => Write(change, "submit", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (version.State is not (VersionState.Pending or VersionState.Approved))
        {
            Require(version, VersionState.Validated, version.State == VersionState.Draft
                ? "validate it first ('mlops registry validate')"
                : "that is for good, register what is better about a new one as another version");
            RequirePolicy(set.Session, version);
            AddState(set, version, VersionState.Pending);
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>
    /// Approves a version that waits for it; with the last approval that the policy asks for it is approved. Does nothing where whoever
    /// approves has done so before, signed with the key where there is one.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="role">What the approver is, such as <c>model risk officer</c>.</param>
    /// <param name="change">Who approves, and why.</param>
    /// <param name="key">The approver's key; null for an approval without signature.</param>
    /// <returns>The version's state.</returns>
    /// <exception cref="RegistryFailure">The version does not wait for approval, or this approval must not count.</exception>
    public VersionState Approve(VersionReference reference, string role, Change change, SigningKey? key = null) => Write(change, "approve", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (Decision(set.Session, version, change.Who) is { } before)
        {
            if (before.IsRejection)
            {
                throw new RegistryFailure(RegistryFailureKind.Refused, $"{change.Who} has rejected {version.Reference}");
            }

            // Who signs now and has not signed then is not to believe that the approval is signed.
            return key is null || before.Key == SigningKey.FingerprintOf(key.PublicKey)
                ? (version.State, "")
                : throw new RegistryFailure(
                    RegistryFailureKind.Refused,
                    $"{change.Who} has approved {version.Reference} already, {(before.Key is null ? "without a signature" : "signed with another key")}; 'mlops registry sign' adds a signature");
        }

        Require(version, VersionState.Pending, "only a version that waits for approval can be approved ('mlops registry submit')");
        ApprovalPolicy policy = PolicyOf(set.Session, version.ProjectId);
        if (!policy.AuthorMayApprove && change.Who == version.Author)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{change.Who} is the author of {version.Reference}; somebody else must approve it");
        }

        if (policy.SignatureRequired && key is null)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, "the policy of the project counts signed approvals only; give the approver's key");
        }

        RequirePolicy(set.Session, version);
        long? signature = key is null ? null : AddSignature(set, version, key, role, "approval", change.Who);
        set.Add(RegistryTables.Approval, set.NextId(RegistryTables.Approval), version.Id, change.Who, Texts.Line(role, "the role"), "approve", signature);
        if (1 + ApprovalsThatCount(set.Session, version, policy) >= policy.Quorum)
        {
            AddState(set, version, VersionState.Approved);
            return (VersionState.Approved, version.Reference.ToString());
        }

        return (VersionState.Pending, version.Reference.ToString());
    });

    /// <summary>
    /// Rejects a version that waits for approval, for good: what is better about a new one is another version. Does nothing where whoever
    /// rejects has done so before.
    /// </summary>
    /// <param name="reference">The version.</param>
    /// <param name="role">What the approver is.</param>
    /// <param name="change">Who rejects, and why.</param>
    /// <exception cref="RegistryFailure">The version does not wait for approval.</exception>
    public void Reject(VersionReference reference, string role, Change change) => Write(change, "reject", set =>
    {
        VersionRow version = Find(set.Session, reference);
        DecisionRow? before = Decision(set.Session, version, change.Who);
        if (before is { IsRejection: true })
        {
            return (true, "");
        }

        Require(version, VersionState.Pending, "only a version that waits for approval can be rejected");
        if (before is not null)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{change.Who} has approved {version.Reference} already");
        }

        set.Add(RegistryTables.Approval, set.NextId(RegistryTables.Approval), version.Id, change.Who, Texts.Line(role, "the role"), "reject", null);
        AddState(set, version, VersionState.Rejected);
        return (true, version.Reference.ToString());
    });

    /// <summary>Retires a version that nothing needs. Does nothing where it is retired.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">A slot or another version needs it, or it waits for approval.</exception>
    public void Retire(VersionReference reference, Change change) => Write(change, "retire", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (version.State == VersionState.Retired)
        {
            return (true, "");
        }

        if (version.State == VersionState.Pending)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{version.Reference} waits for approval; approve or reject it first");
        }

        if (SlotsOf(set.Session, version).FirstOrDefault(slot => slot != "disabled") is { } slot)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{version.Reference} is {slot}; put another version there first");
        }

        ImmutableArray<string> dependents = set.Session.Query(
            """
            SELECT m.name, v.number FROM model_dependency d
            JOIN model_version v ON v.version_id = d.version_id
            JOIN model m ON m.model_id = v.model_id
            JOIN version_current_state s ON s.version_id = v.version_id
            WHERE d.upstream_id = @p0 AND s.state NOT IN ('retired', 'rejected') ORDER BY m.name, v.number
            """,
            row => new VersionReference(row.Text(0), row.Integer(1)).ToString(),
            version.Id);
        if (!dependents.IsEmpty)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{version.Reference} is needed by {string.Join(", ", dependents.Take(5))}; retire those first");
        }

        AddState(set, version, VersionState.Retired);
        return (true, version.Reference.ToString());
    });

    private static long AddProject(ChangeSet set, string name, string owner, ApprovalPolicy policy)
    {
        long id = set.NextId(RegistryTables.Project);
        set.Add(RegistryTables.Project, id, Texts.Name(name, "the project's name"), owner);
        AddPolicy(set, id, 1, policy);
        return id;
    }

    private static void AddPolicy(ChangeSet set, long project, long number, ApprovalPolicy policy)
    {
        static long Flag(bool value) => value ? 1L : 0L;

        long id = set.NextId(RegistryTables.Policy);
        set.Add(
            RegistryTables.Policy,
            id,
            project,
            number,
            (long)policy.Quorum,
            Flag(policy.AuthorMayApprove),
            Flag(policy.SignatureRequired),
            Flag(policy.FairnessRequired),
            Flag(policy.ApprovedSlots.Contains(Slot.Champion)),
            Flag(policy.ApprovedSlots.Contains(Slot.Challenger)),
            Flag(policy.ApprovedSlots.Contains(Slot.Shadow)));
        foreach (MetricRule rule in policy.Metrics)
        {
            set.Add(
                RegistryTables.PolicyMetric,
                set.NextId(RegistryTables.PolicyMetric),
                id,
                Texts.Line(rule.Metric, "the metric's name"),
                rule.Comparison,
                rule.Threshold);
        }
    }

    private static ApprovalPolicy PolicyOf(Session session, long project)
    {
        (long Id, ApprovalPolicy Policy) found = session.Query(
            """
            SELECT policy_id, quorum, author_may_approve, signature_required, fairness_required, champion_needs_approval,
                challenger_needs_approval, shadow_needs_approval
            FROM current_policy WHERE project_id = @p0
            """,
            row => (row.Integer(0), new ApprovalPolicy
            {
                Quorum = (int)row.Integer(1),
                AuthorMayApprove = row.Integer(2) != 0,
                SignatureRequired = row.Integer(3) != 0,
                FairnessRequired = row.Integer(4) != 0,
                ApprovedSlots =
                [
                    .. new[] { (Slot.Champion, 5), (Slot.Challenger, 6), (Slot.Shadow, 7) }.Where(each => row.Integer(each.Item2) != 0).Select(each => each.Item1),
                ],
            }),
            project)[0];
        return found.Policy with
        {
            Metrics = session.Query(
                "SELECT metric, comparison, threshold FROM policy_metric WHERE policy_id = @p0 ORDER BY policy_metric_id",
                row => new MetricRule(row.Text(0), row.Text(1) == ">=", row.Real(2)),
                found.Id),
        };
    }

    private static void AddState(ChangeSet set, VersionRow version, VersionState state) => set.Add(
        RegistryTables.State, version.Id, version.StateNumber + 1, Keywords.Of(version.State), Keywords.Of(state), set.Time);

    private static void Require(VersionRow version, VersionState state, string otherwise)
    {
        if (version.State != state)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{version.Reference} is {Keywords.Of(version.State)}, not {Keywords.Of(state)}: {otherwise}");
        }
    }

    // What was measured last of a metric, on each dataset and slice, is what the policy looks at.
    private static void RequirePolicy(Session session, VersionRow version)
    {
        ApprovalPolicy policy = PolicyOf(session, version.ProjectId);
        (string Kind, string Name, string? Dataset, string? Slice, double Value)[] latest =
        [
            .. session.Query(
                    "SELECT kind, name, dataset, slice, value FROM metric WHERE version_id = @p0 ORDER BY metric_id",
                    row => (Kind: row.Text(0), Name: row.Text(1), Dataset: row.TextOrNull(2), Slice: row.TextOrNull(3), Value: row.Real(4)),
                    version.Id)
                .GroupBy(metric => (metric.Kind, metric.Name, metric.Dataset, metric.Slice))
                .Select(group => group.Last()),
        ];
        var missing = new List<string>();
        foreach (MetricRule rule in policy.Metrics)
        {
            double[] values = [.. latest.Where(metric => metric.Name == rule.Metric).Select(metric => metric.Value)];
            if (values.Length == 0)
            {
                missing.Add($"{rule} was not measured");
            }
            else if (!values.All(rule.IsMet))
            {
                missing.Add(FormattableString.Invariant($"{rule} does not hold: {values.First(value => !rule.IsMet(value))}"));
            }
        }

        if (policy.FairnessRequired && !latest.Any(metric => metric.Kind == "fairness"))
        {
            missing.Add("no fairness metric was measured");
        }

        if (missing.Count > 0)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{version.Reference} does not meet the project's policy: {string.Join("; ", missing)}");
        }
    }

    private static DecisionRow? Decision(Session session, VersionRow version, string who) => session.First(
        """
        SELECT a.decision, k.fingerprint FROM approval a
        LEFT JOIN signature s ON s.signature_id = a.signature_id LEFT JOIN signer_key k ON k.key_id = s.key_id
        WHERE a.version_id = @p0 AND a.approver = @p1
        """,
        row => new DecisionRow(row.Text(0) == "reject", row.TextOrNull(1)),
        version.Id,
        who);

    private static int ApprovalsThatCount(Session session, VersionRow version, ApprovalPolicy policy) => session
        .Query(
            "SELECT approver, signature_id FROM approval WHERE version_id = @p0 AND decision = 'approve'",
            row => (Approver: row.Text(0), IsSigned: row.IntegerOrNull(1) is not null),
            version.Id)
        .Count(approval => (policy.AuthorMayApprove || approval.Approver != version.Author) && (!policy.SignatureRequired || approval.IsSigned));

    private sealed record DecisionRow(bool IsRejection, string? Key);
}
