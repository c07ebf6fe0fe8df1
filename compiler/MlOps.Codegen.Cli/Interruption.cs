using System.Runtime.InteropServices;

namespace MlOps.Codegen.Cli;

/// <summary>Listens to Ctrl-C and to the request to terminate: the command is asked to stop, and made to if it does not.</summary>
internal sealed class Interruption : IDisposable
{
    // An engine may be in the middle of something that nothing interrupts, such as planning a large query.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private Timer? impatience;

    /// <summary>Starts to listen.</summary>
    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
    ];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Stops to listen.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        impatience?.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            End();
        }

        impatience = new Timer(_ => End(), null, Patience, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }

    private static void End()
    {
        Unfinished.DeleteAll();
        Environment.Exit(ExitCodes.Cancelled);
    }
}
