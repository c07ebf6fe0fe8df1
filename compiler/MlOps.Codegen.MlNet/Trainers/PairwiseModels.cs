using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>A binary model for each class and each pair of classes: how probable it is that a row is of either.</summary>
internal static class PairwiseModels
{
    /// <summary>The shares of the classes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="models">Lowers the binary ones.</param>
    /// <param name="scope">The plan.</param>
    /// <exception cref="NotSupportedException">A binary model has no probability.</exception>
    /// <exception cref="InvalidDataException">There are not as many binary models as pairs.</exception>
    public static ImmutableArray<PlanValue> Scores(PairwiseCouplingModelParameters model, ModelLowering models, PlanScope scope)
    {
        int count = MlNetMembers.PairClasses.Of<int>(model);
        object[] parts = MlNetMembers.PairModels.Of<object[]>(model);
        if (count < 2 || parts.Length != count * (count + 1L) / 2)
        {
            throw new InvalidDataException("it has not as many models as pairs of classes");
        }

        Origin origin = scope.Origin(Step.NameOf(model.GetType()));
        PlanValue[] raw =
        [
            .. parts.Select((part, i) => part is CalibratedModelParametersBase calibrated
                ? models.Calibrated(calibrated, Name("Score_pair", i)).Probability!
                : throw new NotSupportedException("a part of it has no probability")),
        ];

        // One of two classes is at least as probable as either.
        Expression Pair(int i, int j) => Build.Ref(raw[(Math.Max(i, j) * (Math.Max(i, j) + 1) / 2) + Math.Min(i, j)]);
        Expression[,] pairs = new Expression[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Expression first = scope.Plan.Define("Score_either", AtLeast(Pair(i, j), Pair(j, j)), origin);
                pairs[i, j] = pairs[j, i] = scope.Plan.Define("Score_either", AtLeast(first, Pair(i, i)), origin);
            }
        }

        Expression[] shares =
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                Expression own = Pair(i, i);
                Expression sum = Build.Add([.. Enumerable.Range(0, count).Where(j => j != i).Select(j => pairs[i, j])]);
                Expression rest = Build.Subtract(sum, Build.Multiply(Build.Number(count - 2), own));
                return scope.Plan.Define(
                    Name("Score_share", i),
                    Build.If(IsPositive(own), Build.Divide(own, Build.Nary(NaryOperator.Max, own, rest)), Build.Number(0)),
                    origin);
            }),
        ];
        Expression total = scope.Plan.Define("Score_total", Build.Add(shares), origin);
        Expression divisor = Build.If(IsPositive(total), total, Build.Number(1));
        return
        [
            .. shares.Select((share, i) => scope.Plan.DefineValue(Name("Score", i), Build.ToFloat32(Build.Divide(share, divisor)), origin)),
        ];
    }

    private static Expression IsPositive(Expression value) => Build.Binary(BinaryOperator.Greater, value, Build.Number(0));

    // What is missing is not at least anything.
    private static Expression AtLeast(Expression value, Expression least) => Build.If(
        Build.And(IsPositive(least), Build.Not(Build.Coalesce(Build.Binary(BinaryOperator.GreaterOrEqual, value, least), Literal.False))),
        least,
        value);

    private static string Name(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");
}
