namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>How long a window is that a server looks at by itself: a whole one of the calendar.</summary>
public enum WindowLength
{
    /// <summary>From one full hour to the next.</summary>
    Hour,

    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    /// <summary>From the first of a month to the first of the next.</summary>
    Month,
}

/// <summary>When a server looks at windows by itself: soon after each has ended.</summary>
/// <param name="Every">How long a window is.</param>
/// <param name="Again">At how many windows before the last one it looks again each time, since outcomes have come.</param>
public sealed record MonitorSchedule(WindowLength Every, int Again = 0)
{
    /// <summary>At no more windows is looked again.</summary>
    public const int MostAgain = 1_000;
}
