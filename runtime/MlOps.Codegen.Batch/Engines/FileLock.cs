using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using MlOps.Codegen.Artifacts;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>
/// A file beside a database that the operating system locks for one process, and unlocks when that process ends, however it does. The
/// file stays: whoever deleted it could do so under another one's hands.
/// </summary>
internal static class FileLock
{
    /// <summary>Takes the lock of a job.</summary>
    /// <param name="connection">A connection to the database.</param>
    /// <param name="job">The job.</param>
    /// <returns>To be disposed of; null where another process, or another part of this one, has it.</returns>
    public static IDisposable? TryTake(DbConnection connection, JobDefinition job)
    {
        // A database in memory is its connection's alone.
        if (!File.Exists(connection.DataSource))
        {
            return new MemoryStream();
        }

        // A model's name may be no file's name.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(job.LockName)))[..12];
        try
        {
            return new FileStream(
                $"{Path.GetFullPath(connection.DataSource)}-mlops-{name}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
