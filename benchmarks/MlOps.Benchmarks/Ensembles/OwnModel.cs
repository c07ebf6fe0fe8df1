using System.Globalization;
using System.Text;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>The trees as generated code holds them.</summary>
internal static class OwnModel
{
    /// <summary>Reads the trees as generated code does.</summary>
    /// <param name="forest">The trees.</param>
    public static TreeEnsemble Create(RandomForest forest)
    {
        var text = new StringBuilder();
        foreach (RandomForest.Tree tree in forest.Trees)
        {
            text.Append(CultureInfo.InvariantCulture, $"tree {tree.Features.Length} {tree.Leaves.Length}\n");
            for (int i = 0; i < tree.Features.Length; i++)
            {
                string left = Branch(tree.Child((2 * i) + 1));
                text.Append(CultureInfo.InvariantCulture, $"{tree.Features[i]} <= {(double)tree.Thresholds[i]:R} {left} {Branch(tree.Child((2 * i) + 2))} {left}\n");
            }

            text.AppendJoin(' ', tree.Leaves.Select(leaf => ((double)leaf).ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        return TreeEnsemble.Parse(RandomForest.FeatureCount, [0], Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Branch(int child) =>
        child < 0 ? string.Create(CultureInfo.InvariantCulture, $"~{~child}") : child.ToString(CultureInfo.InvariantCulture);
}
