using System.Globalization;
using System.Runtime.ExceptionServices;

namespace MlOps.Codegen.Embedding;

/// <summary>Runs the compiler where it has room: a caller's thread may have a stack of a megabyte or less.</summary>
internal static class DeepStack
{
    // Lowering, printing and Roslyn recurse over expressions, whose depth is bounded; this bound fits with room to spare.
    private const int StackBytes = 64 * 1024 * 1024;

    /// <summary>Runs something on a thread of its own, and waits for it.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">What to run; what it throws is thrown to the caller.</param>
    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "MlOps model compiler",

            // Numbers look the same in every country.
            CurrentCulture = CultureInfo.InvariantCulture,
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
