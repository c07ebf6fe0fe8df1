using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Local deep support vector machines (Jose, Goyal, Aggrwal, Varma, 2013): linear models on the way through a binary tree.</summary>
internal static class LocalDeepMachines
{
    private const int MostLeaves = 256;

    // Beyond, the hyperbolic tangent is 1 to the last bit of a double.
    private const double Saturation = 20;

    /// <summary>The score: of each node on the way, a linear score, weighted by the hyperbolic tangent of another.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="NotSupportedException">The tree is too large.</exception>
    public static PlanValue Score(LdSvmModelParameters model, NumberSlot[] features, string name, PlanScope scope, Origin origin)
    {
        int leaves = MlNetMembers.SvmLeaves.Of<int>(model);
        if (leaves > MostLeaves)
        {
            throw new NotSupportedException($"its tree has more than {MostLeaves} leaves");
        }

        float sigma = MlNetMembers.SvmSigma.Of<float>(model);
        var weights = MlNetMembers.SvmWeights.Of<VBuffer<float>[]>(model);
        var local = MlNetMembers.SvmLocalWeights.Of<VBuffer<float>[]>(model);
        var directions = MlNetMembers.SvmDirections.Of<VBuffer<float>[]>(model);
        float[] bias = MlNetMembers.SvmBias.Of<float[]>(model);
        float[] localBias = MlNetMembers.SvmLocalBias.Of<float[]>(model);
        float[] directionBias = MlNetMembers.SvmDirectionBias.Of<float[]>(model);
        scope.Count(features, name + "_feature");

        // A child stands behind its parent: the last node is a leaf.
        var sums = new Expression[(2 * leaves) - 1];
        for (int node = sums.Length - 1; node >= 0; node--)
        {
            Expression direction = Dot(local[node], localBias[node], "local");
            Expression part = Build.Multiply(Tanh(Build.ToFloat32(Build.Multiply(Build.Number(sigma), direction))), Dot(weights[node], bias[node], "weight"));
            if (node < leaves - 1)
            {
                Expression turn = Build.Binary(BinaryOperator.Greater, Dot(directions[node], directionBias[node], "turn"), Build.Number(0));
                part = Build.Add(part, Build.If(turn, sums[(2 * node) + 1], sums[(2 * node) + 2]));
            }

            sums[node] = scope.Plan.Define(Name("sum"), part, origin);

            Expression Dot(in VBuffer<float> vector, float constant, string what) =>
                Build.Ref(LinearModels.Rounded(constant, vector, features, Name(what), scope, origin));

            string Name(string what) => string.Create(CultureInfo.InvariantCulture, $"{name}_{what}{node}");
        }

        return scope.Plan.DefineValue(name, Build.ToFloat32(sums[0]), origin);

        Expression Tanh(Expression x)
        {
            Expression bounded = Build.Nary(NaryOperator.Max, Build.Number(-Saturation), Build.Nary(NaryOperator.Min, Build.Number(Saturation), x));
            Expression squared = scope.Plan.Define(name + "_exp", Build.Unary(UnaryOperator.Exp, Build.Multiply(Build.Number(2), bounded)), origin);
            return Build.Divide(Build.Subtract(squared, Build.Number(1)), Build.Add(squared, Build.Number(1)));
        }
    }
}
