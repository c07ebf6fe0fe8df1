namespace MlOps.Codegen.MlNet.Tests.Rows;

/// <summary>A row with texts: some are empty, blank or missing, in several alphabets and cases.</summary>
public sealed class Review
{
    public string Text { get; set; } = "";

    public string Title { get; set; } = "";

    public bool Label { get; set; }
}

/// <summary>Rows that are the same on every machine.</summary>
internal static class Reviews
{
    private static readonly string[] Words =
    [
        "good", "Bad", "GREAT", "terrible", "the", "not", "very", "café", "Straße", "naïve", "Ж", "жук", "don't", "a", "banana", "aaa", "x",
        "12", "3rd", "fine.", "well,", "日本", "🙂", "Émile", "œuvre", "tab\there", "ΆΑ", "İ", "a.b", "--",
    ];

    private static readonly string[] Odd =
    [
        "", null!, " ", "   ", "good", " good", "good ", "good  good", "GOOD good Good", "aaaa aaa aa", "bananana", "not\tgood", "unseen words only",
        "a a a a", "good bad good bad good", "...", "🙂🙂", "\u001f", "x\u0002y\u0003", "e\u0301e\u0301", "don't  don't", ",good,,bad , great,", "[good](bad)\\^-",
    ];

    /// <summary>Rows to train by.</summary>
    public static Review[] Training { get; } = [.. Make(300, seed: 1)];

    /// <summary>Rows to score.</summary>
    public static Review[] Scoring { get; } = [.. Make(60, seed: 2).Concat(Odd.Select((text, i) => new Review { Text = text, Title = Odd[Odd.Length - 1 - i] }))];

    private static IEnumerable<Review> Make(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Words[random.Next(Words.Length)])];
            yield return new Review
            {
                Text = string.Join(random.Next(5) == 0 ? "  " : " ", words),
                Title = string.Join(", ", words.Take(random.Next(4))),
                Label = words.Count(word => word is "good" or "GREAT" or "fine.") > words.Count(word => word is "Bad" or "terrible" or "not"),
            };
        }
    }
}
