using System.Data.Common;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>A lock that a server keeps for a session: it goes when the session does.</summary>
/// <param name="release">Releases it.</param>
internal sealed class SessionLock(Action release) : IDisposable
{
    /// <summary>Releases the lock; a session that is gone has done so.</summary>
    public void Dispose()
    {
        try
        {
            release();
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
    }
}
