using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>The starts of years that PMML counts days and seconds from.</summary>
internal static class Epoch
{
    public const long SecondsPerDay = 86_400;

    // PMML has types that count from the year 0, which .NET's calendar lacks; it was a leap year.
    private const int DaysOfYearZero = 366;

    /// <summary>Whether a year can be counted from.</summary>
    /// <param name="year">The year.</param>
    public static bool IsSupported(long year) => year is >= 0 and <= 9999;

    /// <summary>Days from 1970-01-01 to the first of January of a year.</summary>
    /// <param name="year">The year, 0 to 9999.</param>
    public static long Days(int year) =>
        year == 0 ? CalendarText.DaysToYear(1) - DaysOfYearZero : CalendarText.DaysToYear(year);

    /// <summary>Days from 1970-01-01 to the type's epoch.</summary>
    /// <param name="type">A type that counts from a year.</param>
    public static long Days(DeclaredType type) => Days(type.EpochYear ?? 1970);

    /// <summary>Seconds from 1970-01-01T00:00:00 to the type's epoch.</summary>
    /// <param name="type">A type that counts from a year.</param>
    public static long Seconds(DeclaredType type) => Days(type) * SecondsPerDay;
}
