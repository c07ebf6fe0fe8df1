using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Bags of n-grams: a slot for each says how often it occurs.</summary>
internal static class NgramSteps
{
    private const int MostBits = 22;

    /// <summary>Counts of the n-grams that training saw.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Extract(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        if (input.Slots is not [TokensSlot tokens])
        {
            return context.Refuse(made, $"its input is of type {input.Schema.Type}");
        }

        object info = MlNetMembers.NgramColumns.Of<System.Collections.IEnumerable>(context.Step.Transformer).Cast<object>().ElementAt(index);
        string weighting = MlNetMembers.Weighting.Of<Enum>(info).ToString();
        object pool = MlNetMembers.NgramMaps.Of<Array>(context.Step.Transformer).GetValue(index)!;
        var ngrams = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        for (int i = 0; i < MlNetMembers.SequenceCount.Of<int>(pool); i++)
        {
            int length = MlNetMembers.GetSequence.Filled(pool, i, out uint[] sequence);
            ngrams.Add([.. sequence.Take(length).Select(number => (int)number)]);
        }

        double[] weights = weighting == "Tf" ? [] : MlNetMembers.InverseFrequencies.Of<double[][]>(context.Step.Transformer)[index];
        if (weighting is not ("Tf" or "Idf" or "TfIdf") || (weighting != "Tf" && weights.Length < ngrams.Count))
        {
            return context.Refuse(made, $"its weights {weighting} are not known");
        }

        var bag = new ListedNgrams(
            tokens.Tokens, MlNetMembers.NgramLength.Of<int>(info), MlNetMembers.SkipLength.Of<int>(info), CountsOnce: weighting == "Idf", ngrams.ToImmutable());
        return Counts(made, tokens, bag, i => weights.Length == 0 ? 1 : weights[i]);
    }

    /// <summary>Counts of n-grams by their hashes.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Hash(StepContext context, DataViewSchema.Column made)
    {
        object options = MlNetMembers.NgramHashColumns.Of<System.Collections.IEnumerable>(context.Step.Transformer).Cast<object>()
            .Last(column => MlNetMembers.NgramHashName.Of<string>(column) == made.Name);
        string[] names = MlNetMembers.NgramHashInputs.Of<string[]>(options);
        int bits = MlNetMembers.NgramHashBits.Of<int>(options);
        if (names.Length != 1 || bits > MostBits)
        {
            return context.Refuse(made, names.Length != 1 ? "it hashes several columns into one" : $"it has more than {1 << MostBits:N0} slots");
        }

        if (context.Input(names[0]) is not { } input)
        {
            return null;
        }

        if (input.Slots is not [TokensSlot tokens])
        {
            return context.Refuse(made, $"its input is of type {input.Schema.Type}");
        }

        int length = MlNetMembers.NgramHashLength.Of<int>(options);
        bool longestOnly = !MlNetMembers.NgramHashAllLengths.Of<bool>(options) && length > 1;
        return Counts(
            made,
            tokens,
            new HashedNgrams(
                tokens.Tokens,
                length,
                MlNetMembers.NgramHashSkips.Of<int>(options),
                bits,
                MlNetMembers.NgramHashSeed.Of<uint>(options),
                HashesSingles: longestOnly || MlNetMembers.NgramHashRehashes.Of<bool>(options),
                longestOnly,
                MixesTwice: MlNetMembers.NgramHashOrdered.Of<bool>(options)),
            _ => 1);
    }

    /// <summary>Counts of keys: a bag of single tokens.</summary>
    /// <param name="made">The column.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="width">How many keys there are.</param>
    public static Column CountKeys(DataViewSchema.Column made, TokensSlot tokens, int width) => Counts(
        made,
        tokens,
        new ListedNgrams(tokens.Tokens, Length: 1, Skips: 0, CountsOnce: false, [.. Enumerable.Range(1, width).Select(key => ImmutableArray.Create(key))]),
        _ => 1);

    private static Column Counts(DataViewSchema.Column made, TokensSlot tokens, NgramBag bag, Func<int, double> weight) =>
        new(made, [.. Enumerable.Range(0, bag.Count).Select(slot => new CountSlot(tokens.Text, bag, slot, weight(slot), null))]);
}
