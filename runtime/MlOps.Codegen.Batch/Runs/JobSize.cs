using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Engines;

namespace MlOps.Codegen.Batch.Runs;

/// <summary>How much there is to do, for whoever watches.</summary>
public static class JobSize
{
    /// <summary>How many rows of the table meet a request's condition, whether they have a score or not.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="job">The job.</param>
    /// <param name="connection">An open connection.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends the counting.</param>
    public static long Of(JobEngine engine, JobDefinition job, DbConnection connection, JobRequest request, CancellationToken cancellation)
    {
        string condition = request.Predicate is null ? "" : $" AND (\n{request.Predicate}\n)";
        using DbCommand command = engine.Command(connection, null, new SourceSql(job).Count(first: true, condition));
        return Convert.ToInt64(engine.Read(command, cancellation)[0][0], CultureInfo.InvariantCulture);
    }
}
