namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>Jobs of pg_cron, which lives in one database of a server and is not on every server.</summary>
internal static class CronJob
{
    /// <summary>Says where the script is run, and schedules a command, or changes what was scheduled by the same name.</summary>
    /// <param name="name">The job's name, as a constant.</param>
    /// <param name="schedule">When: a cron expression of five fields.</param>
    /// <param name="command">What is run, as a constant.</param>
    public static string Schedule(string name, string schedule, string command) => $"""
        -- pg_cron lives in one database of a server. Run this script there: it schedules for the database that it is run in, or, with
        --   SET mlops.database = 'other'
        -- before, for another one.
        {DollarQuote.Do($"""
          IF to_regclass('cron.job') IS NULL THEN
            RAISE EXCEPTION USING
              MESSAGE = 'pg_cron is not in this database',
              HINT = 'Run this script in the database that cron.database_name names, after CREATE EXTENSION pg_cron.';
          END IF;
          PERFORM cron.schedule_in_database(
            {name},
            '{schedule}',
            {command},
            coalesce(nullif(current_setting('mlops.database', true), ''), current_database())
          );
        """)}
        """;

    /// <summary>The statement of a block that removes a job, where there is one.</summary>
    /// <param name="name">The job's name, as a constant.</param>
    public static string Unschedule(string name) => $"""
          IF to_regclass('cron.job') IS NOT NULL THEN
            PERFORM cron.unschedule(jobid) FROM cron.job WHERE jobname = {name};
          END IF;
        """;
}
