using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.MlNet.Tests.Agreement;

namespace MlOps.Codegen.MlNet.Tests;

/// <summary>Hashes of values: the very keys that ML.NET gives.</summary>
public sealed class HashTests
{
    [SkippableTheory]
    [InlineData(16, 314489979u, false)]
    [InlineData(31, 0u, false)]
    [InlineData(1, 7u, true)]
    public void Texts_and_numbers_are_hashed(int bits, uint seed, bool ordered) => Trial.Run(
        ml => ml.Transforms.Conversion.Hash(
            [.. ((string[])["City", "Plan", "Age", "Balance", "Visits"]).Select(name => new HashingEstimator.ColumnOptions(name + "Hash", name, bits, seed, ordered))]),
        outputs: ["CityHash", "PlanHash", "AgeHash", "BalanceHash", "VisitsHash"],
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Known_categories_are_hashed_once_on_every_target(bool ordered) => Trial.Run(
        ml => ml.Transforms.Conversion.MapValueToKey("CityKey", "City")
            .Append(ml.Transforms.Conversion.Hash(
                new HashingEstimator.ColumnOptions("CityHash", "CityKey", 4, 3, ordered), new HashingEstimator.ColumnOptions("MemberHash", "Member", 3, 3, ordered)))
            .Append(ml.Transforms.Conversion.MapKeyToVector("CityVector", "CityHash"))
            .Append(ml.Transforms.Conversion.MapKeyToBinaryVector("MemberBits", "MemberHash")),
        outputs: ["CityHash", "MemberHash", "CityVector", "MemberBits"]);

    [SkippableFact]
    public void Vectors_are_hashed_value_by_value() => Trial.Run(
        ml => ml.Transforms.Concatenate("Two", "Age", "Income").Append(ml.Transforms.Concatenate("Texts", "City", "Plan"))
            .Append(ml.Transforms.Conversion.Hash(
                new HashingEstimator.ColumnOptions("Numbers", "Two", 10, 3, useOrderedHashing: true), new HashingEstimator.ColumnOptions("Words", "Texts", 10, 3))),
        outputs: ["Numbers", "Words"],
        refusedBy: Trial.Databases);

    [SkippableFact]
    public void Vectors_are_hashed_as_one_value() => Trial.Run(
        ml => ml.Transforms.Concatenate("Two", "Age", "Income").Append(ml.Transforms.Concatenate("Texts", "City", "Plan", "City"))
            .Append(ml.Transforms.Conversion.ConvertType("Doubles", "Two", DataKind.Double)).Append(ml.Transforms.Concatenate("Whole", "Visits", "Visits"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Keys", "Texts")).Append(ml.Transforms.Concatenate("Flags", "Member", "Member"))
            .Append(ml.Transforms.Conversion.Hash(
                [.. ((string[])["Two", "Texts", "Doubles", "Whole", "Keys", "Flags"]).Select(name => new HashingEstimator.ColumnOptions(name + "Hash", name, 20, 3, combine: true))])),
        outputs: ["TwoHash", "TextsHash", "DoublesHash", "WholeHash", "KeysHash", "FlagsHash"],
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData(OneHotEncodingEstimator.OutputKind.Indicator)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Key)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Binary)]
    [InlineData(OneHotEncodingEstimator.OutputKind.Bag)]
    public void Categories_are_encoded_by_their_hashes(OneHotEncodingEstimator.OutputKind kind) => Trial.Run(
        ml => ml.Transforms.Categorical.OneHotHashEncoding("City", outputKind: kind, numberOfBits: 5)
            .Append(ml.Transforms.Categorical.OneHotHashEncoding("Age", outputKind: kind, numberOfBits: 3)),
        outputs: ["City", "Age"],
        refusedBy: Trial.Databases);

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("trees")]
    public void Hashed_categories_are_scored(string kind) => Trial.Run(
        ml =>
        {
            IEstimator<ITransformer> features = ml.Transforms.Categorical.OneHotHashEncoding("CityVector", "City", numberOfBits: 12)
                .Append(ml.Transforms.Concatenate("Features", "CityVector", "Income")).Append(ml.Transforms.NormalizeMinMax("Features"));
            return kind == "linear"
                ? features.Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 10))
                : features.Append(ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 10, minimumExampleCountPerLeaf: 3));
        },
        Trial.DotProduct,
        refusedBy: Trial.Databases);

    [SkippableFact]
    public void Keys_of_several_columns_are_counted() => Trial.Run(
        ml => ml.Transforms.Concatenate("Texts", "City", "Plan", "Kind")
            .Append(ml.Transforms.Categorical.OneHotEncoding("Features", "Texts", OneHotEncodingEstimator.OutputKind.Bag)),
        outputs: ["Features"]);

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("trees")]
    public void Counted_keys_are_scored(string kind) => Trial.Run(
        ml =>
        {
            IEstimator<ITransformer> features = ml.Transforms.Concatenate("Texts", "City", "Plan", "Kind")
                .Append(ml.Transforms.Categorical.OneHotEncoding("Features", "Texts", OneHotEncodingEstimator.OutputKind.Bag));
            return kind == "linear"
                ? features.Append(ml.Regression.Trainers.Sdca("Amount", maximumNumberOfIterations: 10))
                : features.Append(ml.Regression.Trainers.FastTree("Amount", numberOfTrees: 10, minimumExampleCountPerLeaf: 3));
        },
        Trial.DotProduct);
}
