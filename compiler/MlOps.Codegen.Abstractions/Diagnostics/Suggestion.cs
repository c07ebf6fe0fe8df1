namespace MlOps.Codegen.Diagnostics;

/// <summary>Finds what a user probably meant.</summary>
public static class Suggestion
{
    // Longer texts are data, not something that anybody mistyped.
    private const int Longest = 100;

    /// <summary>The nearest of the known names.</summary>
    /// <param name="name">The name that is not known.</param>
    /// <param name="known">The known names.</param>
    /// <returns>A name that differs in few letters; null where none does.</returns>
    public static string? For(string name, IEnumerable<string> known)
    {
        int most = Math.Max(1, name.Length / 3);
        return known.Where(candidate => candidate.Length <= Longest && name.Length <= Longest)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= most)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    // How many letters to insert, remove or replace; letters that differ in case only, and separators, count as equal.
    private static int Distance(string left, string right)
    {
        int[] before = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = before[j - 1] + (Plain(left[i - 1]) == Plain(right[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(before[j], row[j - 1]) + 1);
            }

            before = row;
        }

        return before[^1];
    }

    private static char Plain(char letter) => letter is '-' or '.' or ' ' ? '_' : char.ToLowerInvariant(letter);
}
