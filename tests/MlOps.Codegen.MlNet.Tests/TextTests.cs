using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;
using MlOps.Codegen.MlNet.Tests.Agreement;
using MlOps.Codegen.MlNet.Tests.Rows;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>Texts: normalized, cut, counted.</summary>
public sealed class TextTests
{
    // Words are cut by one pattern; SQL Server has none.
    private static readonly string[] NoServer = ["sqlserver"];

    [SkippableTheory]
    [InlineData(TextNormalizingEstimator.CaseMode.Lower, false, true, true)]
    [InlineData(TextNormalizingEstimator.CaseMode.Lower, true, false, true)]
    [InlineData(TextNormalizingEstimator.CaseMode.Upper, true, true, false)]
    [InlineData(TextNormalizingEstimator.CaseMode.None, false, false, false)]
    public void Texts_are_normalized(TextNormalizingEstimator.CaseMode mode, bool diacritics, bool punctuation, bool numbers) => Run(
        ml => ml.Transforms.Text.NormalizeText("Result", "Text", mode, diacritics, punctuation, numbers), outputs: ["Result"]);

    [Theory]
    [InlineData(TextNormalizingEstimator.CaseMode.Lower, false, true, true)]
    [InlineData(TextNormalizingEstimator.CaseMode.Upper, false, false, true)]
    [InlineData(TextNormalizingEstimator.CaseMode.None, true, true, false)]
    public void Every_character_is_normalized_as_MlNet_does(TextNormalizingEstimator.CaseMode mode, bool diacritics, bool punctuation, bool numbers)
    {
        var ml = new MLContext(seed: 7);
        Review[] rows = [.. Enumerable.Range(0, 256).Select(page => new Review { Text = string.Concat(Enumerable.Range(page * 256, 256).Where(code => code > 0).Select(code => (char)code)) })];
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        ITransformer model = ml.Transforms.Text.NormalizeText("Result", "Text", mode, diacritics, punctuation, numbers).Fit(view);

        Trial.Compare(ml, model, view.Schema, rows, outputs: ["Result"], only: ["reference", "csharp"]);
    }

    [SkippableTheory]
    [InlineData(" ")]
    [InlineData(" .,")]
    [InlineData(",")]
    [InlineData("-]^\\")]
    public void Words_are_counted(string separators) => Run(
        ml => ml.Transforms.Text.TokenizeIntoWords("Words", "Text", [.. separators])
            .Append(ml.Transforms.Conversion.MapValueToKey("Keys", "Words", maximumNumberOfKeys: 40))
            .Append(ml.Transforms.Conversion.MapKeyToVector("Bag", "Keys", outputCountVector: true)),
        outputs: ["Bag"],
        refusedBy: separators.Contains(' ', StringComparison.Ordinal) ? [] : NoServer);

    [SkippableTheory]
    [InlineData(NgramExtractingEstimator.WeightingCriteria.Tf)]
    [InlineData(NgramExtractingEstimator.WeightingCriteria.Idf)]
    [InlineData(NgramExtractingEstimator.WeightingCriteria.TfIdf)]
    public void Single_words_are_weighted(NgramExtractingEstimator.WeightingCriteria weighting) => Run(
        ml => ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: 1, weighting: weighting), outputs: ["Bag"]);

    [SkippableTheory]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    public void Sequences_of_words_are_counted(int length, int skips) => Run(
        ml => ml.Transforms.Text.ProduceWordBags("Bag", "Text", ngramLength: length, skipLength: skips, maximumNgramsCount: 100),
        outputs: ["Bag"],
        refusedBy: Trial.Databases);

    [SkippableFact]
    public void Unknown_words_are_part_of_sequences() => Run(
        ml => ml.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(ml.Transforms.Conversion.MapValueToKey("Keys", "Words", maximumNumberOfKeys: 8))
            .Append(ml.Transforms.Text.ProduceNgrams("Bag", "Keys", ngramLength: 2)),
        outputs: ["Bag"],
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Characters_are_counted(bool markers) => Run(
        ml => ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "Text", markers)
            .Append(ml.Transforms.Text.ProduceNgrams("Bag", "Characters", ngramLength: 2, useAllLengths: false, maximumNgramsCount: 100)),
        outputs: ["Bag"],
        refusedBy: Trial.Databases);

    [SkippableFact]
    public void Stop_words_are_left_out() => Run(
        ml => ml.Transforms.Text.NormalizeText("Lower", "Text", keepPunctuations: false)
            .Append(ml.Transforms.Text.TokenizeIntoWords("Words", "Text"))
            .Append(ml.Transforms.Text.RemoveDefaultStopWords("Kept", "Words"))
            .Append(ml.Transforms.Text.RemoveStopWords("Less", "Kept", "GOOD", "great", "İ"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Keys", "Less"))
            .Append(ml.Transforms.Text.ProduceNgrams("Bag", "Keys", ngramLength: 1)),
        outputs: ["Bag"],
        refusedBy: NoServer);

    [SkippableFact]
    public void Words_are_normalized_and_cut_into_characters() => Run(
        ml => ml.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(ml.Transforms.Text.NormalizeText("Plain", "Words", keepPunctuations: false))
            .Append(ml.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "Plain"))
            .Append(ml.Transforms.Text.ProduceNgrams("Bag", "Characters", ngramLength: 3, useAllLengths: false, maximumNgramsCount: 100)),
        outputs: ["Bag"],
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("trees")]
    [InlineData("several classes")]
    [InlineData("normalized, linear")]
    [InlineData("normalized, trees")]
    public void Featurized_texts_are_scored(string kind) => Run(
        ml =>
        {
            IEstimator<ITransformer> text = ml.Transforms.Text.FeaturizeText("Features", "Text");
            text = kind.StartsWith("normalized", StringComparison.Ordinal) ? text.Append(ml.Transforms.NormalizeMinMax("Features")) : text;
            return kind.Split(", ")[^1] switch
            {
                "linear" => text.Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10)),
                "trees" => text.Append(ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 10, minimumExampleCountPerLeaf: 3)),
                _ => text.Append(ml.Transforms.Conversion.MapValueToKey("Class", "Label"))
                    .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Class", maximumNumberOfIterations: 10)),
            };
        },
        Trial.DotProduct,
        refusedBy: Trial.Databases);

    [Fact]
    public void To_a_linear_model_normalized_counts_are_counts_with_other_weights()
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Reviews.Training);
        ITransformer model = ml.Transforms.Text.FeaturizeText("Features", "Text").Append(ml.Transforms.NormalizeMinMax("Features"))
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 2)).Fit(training);

        ScoringPlan plan = Trial.Compile(model, training.Schema);

        // Two norms, two sums: of words and of characters. Nothing is defined for each of hundreds of n-grams.
        Assert.Equal([1, 1, 1, 1], plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel).OfType<NgramSums>().Select(sums => sums.Sums.Length));
        Assert.InRange(plan.Definitions.Count(), 5, 40);
    }

    [SkippableFact]
    public void Words_of_several_texts_are_scored_in_databases() => Run(
        ml => ml.Transforms.Text.FeaturizeText(
                "Features",
                new TextFeaturizingEstimator.Options
                {
                    CharFeatureExtractor = null,
                    WordFeatureExtractor = new WordBagEstimator.Options { NgramLength = 1 },
                    StopWordsRemoverOptions = new StopWordsRemovingEstimator.Options { Language = TextFeaturizingEstimator.Language.German },
                },
                "Text",
                "Title")
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10)),
        Trial.DotProduct,
        refusedBy: NoServer);

    [SkippableFact]
    public void Single_words_are_scored_on_every_target() => Run(
        ml => ml.Transforms.Text.FeaturizeText("Features", new TextFeaturizingEstimator.Options { CharFeatureExtractor = null, WordFeatureExtractor = new WordBagEstimator.Options { NgramLength = 1 } }, "Text")
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10)),
        Trial.DotProduct);

    [SkippableFact]
    public void Words_of_several_texts_and_their_characters_are_scored() => Run(
        ml => ml.Transforms.Text.FeaturizeText(
                "Features",
                new TextFeaturizingEstimator.Options { StopWordsRemoverOptions = new CustomStopWordsRemovingEstimator.Options { StopWords = ["the", "a"] }, Norm = TextFeaturizingEstimator.NormFunction.L1 },
                "Title",
                "Text")
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10)),
        Trial.DotProduct,
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public void Sequences_of_words_are_hashed(int length, bool all) => Run(
        ml => ml.Transforms.Text.ProduceHashedWordBags("Bag", "Text", numberOfBits: 6, ngramLength: length, useAllLengths: all, seed: 5, skipLength: length - 1, useOrderedHashing: all),
        outputs: ["Bag"],
        refusedBy: Trial.Databases);

    [SkippableFact]
    public void Hashed_sequences_are_scored() => Run(
        ml => ml.Transforms.Text.ProduceHashedWordBags("Features", "Text", numberOfBits: 12)
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10)),
        Trial.DotProduct,
        refusedBy: Trial.Databases);

    private static void Run(
        Func<MLContext, IEstimator<ITransformer>> estimator, double margin = 0, string[]? outputs = null, string[]? refusedBy = null)
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Reviews.Training);
        Trial.Compare(ml, estimator(ml).Fit(training), training.Schema, Reviews.Scoring, margin, outputs, refusedBy: refusedBy);
    }
}
