using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Lanes;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes the method that scores many rows: what trees need row by row, then the trees for a block of rows, then the rest.</summary>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
/// <param name="block">How many rows are scored together.</param>
/// <param name="ensembles">The ensembles that blocks go through.</param>
/// <param name="before">The methods that prepare a row for them.</param>
/// <param name="after">The methods that go on from their results.</param>
/// <param name="lanes">What scores rows as columns where there are no ensembles; null where the plan is not made so.</param>
internal sealed class BatchMethods(
    RecordType input, RecordType output, BlockLength block, ImmutableArray<BatchedEnsemble> ensembles, string[] before, string[] after, LaneRows? lanes)
{
    /// <summary>Writes the method.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        text.Line("/// <summary>Scores rows: the results are those of one row after the other.</summary>");
        text.Line("/// <param name=\"rows\">The rows; null is missing.</param>");
        text.Line("/// <param name=\"results\">Receives a scored row per row.</param>");
        text.Line("/// <exception cref=\"ArgumentException\">There is no room for all results.</exception>");
        text.Open($"public static void ScoreBatch(ReadOnlySpan<{input.Name}> rows, Span<{output.Name}> results)");
        text.Line("BatchRoom.CheckLengths(rows.Length, results.Length);");
        if (ensembles.IsEmpty)
        {
            WriteRows(text);
        }
        else
        {
            WriteBlocks(text);
        }

        text.Close();
        if (ensembles.IsEmpty && lanes is not null)
        {
            text.Line();
            lanes.Write(text);
        }
    }

    private void WriteRows(SourceText text)
    {
        if (lanes is not null)
        {
            LaneRows.WriteCall(text);
        }

        text.Open($"for (int i = {(lanes is null ? "0" : "done")}; i < rows.Length; i++)");
        text.Line($"results[i] = Score({input.Argument("rows[i]")});");
        text.Close();
    }

    private void WriteBlocks(SourceText text)
    {
        string row = input.Argument("rows[begin + i]");
        text.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"BatchRoom<Values> room = BatchRoom.Rent<Values>({ensembles.Sum(item => item.FeatureCount)}, {ensembles.Sum(item => item.SumCount)}{block.RowsArgument});"));
        int features = 0;
        int sums = 0;
        foreach (BatchedEnsemble ensemble in ensembles)
        {
            ensemble.WriteRoom(text, features, sums);
            features += ensemble.FeatureCount;
            sums += ensemble.SumCount;
        }

        text.Open($"for (int begin = 0; begin < rows.Length; begin += {block.Rows})");
        text.Line($"int count = Math.Min({block.Rows}, rows.Length - begin);");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("ref Values values = ref room.Values[i];");
        foreach (string method in before)
        {
            text.Line($"{method}({row}, ref values);");
        }

        foreach (BatchedEnsemble ensemble in ensembles)
        {
            ensemble.WriteBlockRow(text, row);
        }

        text.Close();
        text.Line();
        foreach (BatchedEnsemble ensemble in ensembles)
        {
            ensemble.WriteBlock(text);
        }

        text.Line();
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("ref Values values = ref room.Values[i];");
        foreach (BatchedEnsemble ensemble in ensembles)
        {
            ensemble.WriteBlockResults(text);
        }

        foreach (string method in after)
        {
            text.Line($"{method}({row}, ref values);");
        }

        if (output.IsClass)
        {
            text.Line($"{output.Name} output = new();");
            text.Line($"Show({row}, in values, output);");
            text.Line("results[begin + i] = output;");
        }
        else
        {
            text.Line($"results[begin + i] = Show({row}, in values);");
        }

        text.Close();
        text.Close();
        text.Line();
        text.Line("room.Return();");
    }
}
