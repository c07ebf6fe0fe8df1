using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>Writes sums over n-grams: tokens, n-grams and weights as constant data, the counting as a call of the runtime.</summary>
internal static class NgramSumsWriter
{
    private const int MostOnStack = 256;

    public static void Write(NgramSums kernel, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        string counter = scope.Data.Once(kernel, () => Counter(kernel, scope.Data));
        string sums = scope.DeclarePart();
        string room = targets.Count <= MostOnStack ? "stackalloc" : "new";
        scope.Current.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {sums} = {room} double[{targets.Count}];"));
        scope.Current.Line($"{counter}.Sum({scope[kernel.Text]}, {sums});");
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] is { } target)
            {
                scope.Current.Line(target.Assign(string.Create(CultureInfo.InvariantCulture, $"{sums}[{i}]")));
            }
        }
    }

    private static string Counter(NgramSums kernel, StaticData data)
    {
        string tokens = data.Once(kernel.Bag.Tokens, () => data.Member("NgramTokens", "Tokens", Tokens(kernel.Bag.Tokens, data)));
        string bag = data.Once(kernel.Bag, () => data.Member("NgramBag", "Ngrams", Bag(kernel.Bag, data)));
        var bySlot = kernel.Sums.SelectMany((sum, i) => sum.Terms.Select(term => (term.Slot, Sum: i, term.Weight)))
            .GroupBy(term => term.Slot).OrderBy(terms => terms.Key).ToArray();
        int start = 0;
        var starts = new List<int> { 0 };
        foreach (var terms in bySlot)
        {
            start += terms.Count();
            starts.Add(start);
        }

        string squares = string.Join(", ", kernel.Sums.Select(sum => sum.IsOfSquares ? "true" : "false"));
        return data.Member(
            "NgramCounter",
            "Counter",
            $"new({tokens}, {bag}, {(kernel.Bag.CountsOnce ? "true" : "false")}, "
            + $"{Integers("Slots", bySlot.Select(terms => terms.Key))}, {Integers("Starts", starts)}, "
            + $"{Integers("Sums", bySlot.SelectMany(terms => terms.Select(term => term.Sum)))}, "
            + $"{data.Image("Weights", [.. bySlot.SelectMany(terms => terms.Select(term => Literals.Double(term.Weight)))], "double")}, {squares})");

        string Integers(string name, IEnumerable<int> numbers) => data.Image("Ngram" + name, [.. numbers.Select(Text)], "int");
    }

    private static string Tokens(NgramTokens tokens, StaticData data) => tokens switch
    {
        CharacterTokens => "NgramTokens.Characters",
        ListedTokens listed => $"NgramTokens.Listed({Unit(listed.Mark)}, {data.Column("Terms", DataType.String, [.. listed.Terms.Select(Scalar.FromText)])}!)",
        HashedTokens hashed =>
            $"NgramTokens.Hashed({Unit(hashed.Mark)}, {Text(hashed.Seed)}, {Text(hashed.Bits)}, mixesPlace: {Truth(hashed.MixesPlace)}, old: {Truth(hashed.Form == "OldText")})",
        _ => throw new InvalidOperationException($"unknown tokens {tokens.GetType().Name}"),
    };

    private static string Bag(NgramBag bag, StaticData data) => bag switch
    {
        ListedNgrams listed =>
            $"NgramBag.Listed({Text(bag.Length)}, {Text(bag.Skips)}, {data.Image("NgramTerms", [.. listed.Ngrams.SelectMany(ngram => ngram.Prepend(ngram.Length)).Select(Text)], "int")})",
        HashedNgrams hashed =>
            $"NgramBag.Hashed({Text(bag.Length)}, {Text(bag.Skips)}, {Text(hashed.Bits)}, {Text(hashed.Seed)}, "
            + $"{Truth(hashed.HashesSingles)}, {Truth(hashed.LongestOnly)}, {Truth(hashed.MixesTwice)})",
        _ => throw new InvalidOperationException($"unknown bag {bag.GetType().Name}"),
    };

    private static string Unit(char unit) => string.Create(CultureInfo.InvariantCulture, $"'\\u{(int)unit:X4}'");

    private static string Truth(bool value) => value ? "true" : "false";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
