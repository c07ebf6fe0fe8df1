using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Field-aware factorization machines (Juan, Zhuang, Chin, Lin, 2016): a weighted sum, and products of latent vectors for pairs of features.</summary>
internal static class FactorizationMachines
{
    // ML.NET multiplies latent vectors eight numbers at a time, and leaves out what remains of vectors that it padded to four.
    private const int Padding = 4;
    private const int VectorWidth = 8;

    // Sums of a field's latent vectors, one for each field it meets and each dimension.
    private const int MostSums = 5_000;

    /// <summary>The score and its probability.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fields">The features of each field.</param>
    /// <param name="scope">The plan.</param>
    /// <exception cref="InvalidDataException">The features are not those of the model.</exception>
    /// <exception cref="NotSupportedException">The model is too large.</exception>
    public static Prediction Predict(FieldAwareFactorizationMachineModelParameters model, NumberSlot[][] fields, PlanScope scope)
    {
        if (fields.Length != model.FieldCount || fields.Sum(field => field.Length) != model.FeatureCount)
        {
            throw new InvalidDataException("its weights are for other features");
        }

        int padded = (model.LatentDimension + Padding - 1) / Padding * Padding;
        int used = Math.Min(model.LatentDimension, padded / VectorWidth * VectorWidth);
        if ((long)fields.Length * fields.Length * used > MostSums)
        {
            throw new NotSupportedException($"it has more than {MostSums:N0} latent sums");
        }

        Origin origin = scope.Origin(Step.NameOf(model.GetType()));
        Expression zero = Build.Number(0);
        float[] linear = [.. model.GetLinearWeights()];
        float[] latent = [.. model.GetLatentWeights()];
        NumberSlot[] features = [.. fields.SelectMany(field => field)];
        scope.Count(features, "Score_feature");
        int[] fieldOf = [.. fields.SelectMany((field, f) => Enumerable.Repeat(f, field.Length))];

        Expression Sum(string name, Func<int, float?> weight, NumberSlot[] slots) => Build.Ref(scope.Plan.DefineKernel(
            [name],
            LinearModels.Sum(
                0,
                Enumerable.Range(0, slots.Length).Select(j => (Slot: j, Weight: weight(j))).Where(pair => pair.Weight is not null)
                    .Select(pair => KeyValuePair.Create(pair.Slot, pair.Weight!.Value)),
                slots,
                name,
                scope),
            origin)[0]);

        float Latent(int feature, int field, int dimension) => latent[(((feature * fields.Length) + field) * model.LatentDimension) + dimension];

        // A feature does not meet itself: its square is taken out again.
        NumberSlot[] squares = [.. features.Select((feature, j) => Square(feature, Name("Score_square", j), scope, origin))];
        var products = new List<Expression>
        {
            Sum("Score_self", j => (float)Enumerable.Range(0, used).Sum(k => -0.5 * Latent(j, fieldOf[j], k) * Latent(j, fieldOf[j], k)), squares),
        };
        var sums = new Expression[fields.Length, fields.Length][];
        for (int f = 0; f < fields.Length; f++)
        {
            for (int g = 0; g < fields.Length; g++)
            {
                (int from, int to) = (f, g);
                sums[f, g] =
                [
                    .. Enumerable.Range(0, used).Select(k => Sum(
                        Name(Name(Name("Score_latent", from), to), k), j => fieldOf[j] == from ? Latent(j, to, k) : null, features)),
                ];
            }
        }

        for (int f = 0; f < fields.Length; f++)
        {
            products.AddRange(sums[f, f].Select(sum => Build.Multiply(Build.Number(0.5), Build.Multiply(sum, sum))));
            for (int g = f + 1; g < fields.Length; g++)
            {
                products.AddRange(sums[f, g].Zip(sums[g, f], Build.Multiply));
            }
        }

        Expression pairs = scope.Plan.Define("Score_pairs", Build.Add([.. products]), origin);
        Expression single = Sum("Score_linear", j => linear[j], features);
        if (MlNetMembers.NormalizesFeatures.Of<bool>(model))
        {
            Expression square = scope.Plan.Define("Score_norm", Sum("Score_squares", _ => 1, squares), origin);
            single = Build.Divide(single, Build.Unary(UnaryOperator.Sqrt, square));
            pairs = Build.Divide(pairs, square);

            // Where the square is no float any more, everything divided by it is 0.
            Expression isBeyond = Build.Binary(BinaryOperator.Greater, square, Build.Number(float.MaxValue));
            (single, pairs) = (Build.If(isBeyond, zero, single), Build.If(isBeyond, zero, pairs));
        }

        PlanValue score = scope.Plan.DefineValue("Score", Build.ToFloat32(Build.Add(single, pairs)), origin);
        return new Prediction([score], scope.Plan.DefineValue("Probability", Sigmoid(Build.Ref(score)), origin));
    }

    // In single precision the exponential of a large number is infinite, and the probability 0; that of a small one adds nothing.
    private static Expression Sigmoid(Expression score)
    {
        Expression exponential = Build.ToFloat32(Build.Unary(UnaryOperator.Exp, Build.Subtract(Build.Number(0), score)));
        return Build.Case(
            [
                new CaseBranch(Build.Binary(BinaryOperator.Less, score, Build.Number(-LargestExponent)), Build.Number(0)),
                new CaseBranch(Build.Binary(BinaryOperator.Greater, score, Build.Number(LargestExponent)), Build.Number(1)),
            ],
            Build.ToFloat32(Build.Divide(Build.Number(1), Build.ToFloat32(Build.Add(Build.Number(1), exponential)))));
    }

    // The largest float whose exponential is one.
    private static float LargestExponent { get; } = Enumerable.Range(0, 10_000)
        .Select(step => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(88.7f) + step)).Last(x => float.IsFinite((float)Math.Exp(x)));

    private static NumberSlot Square(NumberSlot slot, string name, PlanScope scope, Origin origin)
    {
        switch (slot)
        {
            case ConstantSlot constant:
                return new ConstantSlot(constant.Value * constant.Value);
            case CategorySlot category:
                return category with
                {
                    Values = [.. category.Values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value * pair.Value))],
                    Otherwise = category.Otherwise * category.Otherwise,
                    WhenMissing = category.WhenMissing * category.WhenMissing,
                };
            default:
                Expression number = scope.Number(slot, name);
                return new ComputedSlot(scope.Plan.DefineValue(name, Build.Multiply(number, number), origin));
        }
    }

    private static string Name(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");
}
