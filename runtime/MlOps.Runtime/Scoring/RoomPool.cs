using System.Numerics;

namespace MlOps.Runtime;

/// <summary>Rooms for batches that nobody uses at the moment, so that a batch allocates nothing.</summary>
/// <remarks>
/// Rooms are of types of generated classes, which are unloaded when a model is replaced. That is why threads do not simply have rooms of their own:
/// variables of threads (<see cref="ThreadStaticAttribute"/>) whose types are unloaded led to wrong and freed objects in .NET 10.0.12 where
/// several threads loaded and released versions at once. The framework's own pool of arrays has such a variable, too.
/// </remarks>
/// <typeparam name="T">What rooms are.</typeparam>
internal static class RoomPool<T>
    where T : class
{
    // A batch may take several rooms, and there are seldom more batches than processors.
    private const int PerProcessor = 4;
    private const int Most = 256;

    private static readonly T?[] Rooms = new T?[Math.Min(Most, BitOperations.RoundUpToPowerOf2((uint)(PerProcessor * Environment.ProcessorCount)))];

    /// <summary>Takes a room.</summary>
    /// <returns>A room that is the caller's alone until it is given back; null where none is left.</returns>
    public static T? Take()
    {
        T?[] rooms = Rooms;
        int start = Start;
        for (int i = 0; i < rooms.Length; i++)
        {
            ref T? place = ref rooms[(start + i) & (rooms.Length - 1)];
            if (place is not null && Interlocked.Exchange(ref place, null) is { } room)
            {
                return room;
            }
        }

        return null;
    }

    /// <summary>Gives a room back, or leaves it to the collector where there are enough.</summary>
    /// <param name="room">The room; the caller uses it no longer.</param>
    public static void Give(T room)
    {
        T?[] rooms = Rooms;
        int start = Start;
        for (int i = 0; i < rooms.Length; i++)
        {
            ref T? place = ref rooms[(start + i) & (rooms.Length - 1)];
            if (place is null && Interlocked.CompareExchange(ref place, room, null) is null)
            {
                return;
            }
        }
    }

    // Processors begin apart, so that they do not take each other's rooms from their caches.
    private static int Start => PerProcessor * Thread.GetCurrentProcessorId();
}
