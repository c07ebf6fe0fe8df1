using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.PostgreSql.Scripts;

namespace MlOps.Codegen.Sql.PostgreSql.Monitoring;

/// <summary>PostgreSQL's monitor, with a procedure that a scheduler can call.</summary>
internal sealed class PostgreSqlMonitorScripts(PostgreSqlDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    private string Channel => Dialect.TextLiteral("mlops_alert");

    /// <inheritdoc/>
    public override string Now => "(now() AT TIME ZONE 'UTC')";

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new PostgreSqlProfileQuery(Dialect, Names, features);

    /// <inheritdoc/>
    public override string RunStarted => "(r.started_at AT TIME ZONE 'UTC')";

    /// <inheritdoc/>
    public override string Announce(string window) => $"""
        SELECT pg_notify({Channel}, jsonb_build_object('model', {Dialect.TextLiteral(Specification.Model)}, 'version', {Specification.Version.ToString(CultureInfo.InvariantCulture)}, 'window', CAST({window} AS bigint), 'alerts', COUNT(*))::text)
        FROM {Names.Alert} AS a WHERE a.window_id = {window} HAVING COUNT(*) > 0
        """;

    /// <inheritdoc/>
    public override string Call(string from, string to) => $"CALL {Names.Procedure}({from}, {to})";

    /// <inheritdoc/>
    public override string Procedure(MonitoringBaseline baseline)
    {
        const string Window = "this_window";
        const string From = "looks_from";
        const string To = "looks_to";
        string body = $"""
            DECLARE
              {Window} bigint;
            BEGIN
              IF {From} IS NULL OR {To} IS NULL OR {From} >= {To} THEN
                RAISE EXCEPTION 'a window begins before it ends';
              END IF;
            {(Overlap(baseline, From, To) is { } overlap ? $"  IF {overlap} THEN\n    RAISE EXCEPTION 'the window lies in the reference that it would be compared with';\n  END IF;\n" : "")}
              -- Two looks at windows would take the same numbers.
              LOCK TABLE {Names.Window} IN SHARE ROW EXCLUSIVE MODE;
              {Window} := ({WindowNumber(baseline, From, To)});
              {string.Join(";\n\n  ", Look(baseline, Window, From, To))};

              -- Whoever listens is told: the model and how many alerts there are.
              PERFORM {Announce(Window)["SELECT ".Length..]};
            END
            """;
        return $"""
            -- Looks at the rows of a window; what an earlier look at it has found is replaced. Needs no other program: a scheduler calls
            --   CALL {Names.Procedure}(now()::timestamp - INTERVAL '1 day', now()::timestamp);
            CREATE OR REPLACE PROCEDURE {Names.Procedure}({From} timestamp, {To} timestamp)
            LANGUAGE plpgsql SECURITY INVOKER
            AS {DollarQuote.Of(body)};
            """;
    }
}
