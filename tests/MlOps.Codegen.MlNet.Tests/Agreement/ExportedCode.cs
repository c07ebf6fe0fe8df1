using System.Globalization;
using System.Text.RegularExpressions;

namespace MlOps.Codegen.MlNet.Tests.Agreement;

/// <summary>The C# that ML.NET writes for an ensemble of trees (<c>ICanSaveInSourceCode</c>): a line per tree, conditions in brackets.</summary>
internal sealed class ExportedCode
{
    private readonly List<string> trees;

    private ExportedCode(List<string> trees) => this.trees = trees;

    /// <summary>The code of a model.</summary>
    /// <param name="model">The trained trees.</param>
    public static ExportedCode Of(object model)
    {
        Type export = model.GetType().GetInterfaces().Single(type => type.Name == "ICanSaveInSourceCode");
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Type schema = export.GetMethod("SaveAsCode")!.GetParameters()[1].ParameterType;
        Assert.Equal("RoleMappedSchema", schema.Name);
        export.GetMethod("SaveAsCode")!.Invoke(model, [writer, null]);
        return new ExportedCode([.. Regex.Matches(writer.ToString(), "double treeOutput[0-9]+=(.*);").Select(match => match.Groups[1].Value)]);
    }

    /// <summary>What the code yields.</summary>
    /// <param name="features">The features; NaN is above nothing.</param>
    public double Score(double[] features) => trees.Sum(tree =>
    {
        int at = 0;
        return Read(tree, ref at, features);
    });

    // ((f1 > 0.5) ? A : B), or a number.
    private static double Read(string text, ref int at, double[] features)
    {
        if (!text.AsSpan(at).StartsWith("(("))
        {
            int end = at;
            while (end < text.Length && text[end] is not (' ' or ')'))
            {
                end++;
            }

            double number = double.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture);
            at = end;
            return number;
        }

        Match condition = new Regex(@"\G\(\(f([0-9]+) > ([^)]+)\) \? ").Match(text, at);
        Assert.True(condition.Success, text[at..]);
        at += condition.Length;
        double above = Read(text, ref at, features);
        at += " : ".Length;
        double below = Read(text, ref at, features);
        at += ")".Length;
        int feature = int.Parse(condition.Groups[1].Value, CultureInfo.InvariantCulture);
        return features[feature] > double.Parse(condition.Groups[2].Value, CultureInfo.InvariantCulture) ? above : below;
    }
}
