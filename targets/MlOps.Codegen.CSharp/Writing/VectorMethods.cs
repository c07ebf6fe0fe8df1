using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Writing;

/// <summary>An element of a vector that a kernel takes.</summary>
/// <param name="Value">A literal or a reference.</param>
/// <param name="Convert">Makes a double of the value as a method writes it; null where it is one.</param>
/// <param name="Categories">The values that the doubles number from 0; null where they are no such numbers.</param>
internal readonly record struct VectorElement(Expression Value, Func<string, string>? Convert = null, IReadOnlyList<Scalar>? Categories = null)
{
    /// <summary>The element as C#.</summary>
    /// <param name="read">How the method writes a value.</param>
    public string Text(Func<PlanValue, string> read)
    {
        string text = Value switch
        {
            Literal literal => Literals.Typed(literal),
            ValueReference reference => read(reference.Value),
            _ => throw new InvalidOperationException($"a {Value.GetType().Name} is no element of a vector"),
        };
        return Convert is null ? text : Convert(text);
    }
}

/// <summary>
/// The methods that fill long vectors: a list of thousands of elements inside one method would keep the run-time compiler from
/// optimising it.
/// </summary>
/// <param name="inputParameter">How a method takes the row.</param>
/// <param name="inputArgument">How the row is handed on.</param>
/// <param name="read">How a value is written outside of the method that computes it.</param>
internal sealed class VectorMethods(string inputParameter, string inputArgument, Func<PlanValue, string> read)
{
    /// <summary>How many elements a list inside a method may have.</summary>
    public const int LongestList = 256;

    private int count;

    /// <summary>The methods.</summary>
    public SourceText Text { get; } = new();

    /// <summary>Writes statements that make a vector.</summary>
    /// <param name="elements">Its elements.</param>
    /// <param name="scope">The method that needs it.</param>
    /// <returns>The variable that holds it.</returns>
    public string Fill(IReadOnlyList<VectorElement> elements, MethodScope scope)
    {
        string vector = scope.DeclarePart();
        scope.Current.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> {vector} = stackalloc double[{elements.Count}];"));
        foreach (Part part in Write(elements))
        {
            scope.Current.Line(part.Call(inputArgument, vector, "1"));
        }

        return vector;
    }

    /// <summary>Writes the methods that fill a vector.</summary>
    /// <param name="elements">Its elements.</param>
    public ImmutableArray<Part> Write(IReadOnlyList<VectorElement> elements)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        int begin = 0;
        foreach (VectorElement[] chunk in elements.Chunk(LongestList))
        {
            string method = string.Create(CultureInfo.InvariantCulture, $"FillPart{++count}");
            parts.Add(new Part(method, begin));
            Text.Line();
            Text.Open($"private static void {method}({inputParameter}, in Values values, Span<double> features, int stride)");
            for (int i = 0; i < chunk.Length; i++)
            {
                string index = i == 0 ? "0" : i == 1 ? "stride" : string.Create(CultureInfo.InvariantCulture, $"{i} * stride");
                Text.Line($"features[{index}] = {chunk[i].Text(read)};");
            }

            Text.Close();
            begin += chunk.Length;
        }

        return parts.ToImmutable();
    }

    /// <summary>A method that fills a part of a vector.</summary>
    /// <param name="Method">Its name.</param>
    /// <param name="Begin">The part's first element.</param>
    internal sealed record Part(string Method, int Begin)
    {
        /// <summary>The statement that calls it.</summary>
        /// <param name="input">How the row is handed on.</param>
        /// <param name="vector">The span that receives the vector.</param>
        /// <param name="stride">How far elements are apart.</param>
        public string Call(string input, string vector, string stride)
        {
            string target = Begin == 0 ? vector : string.Create(CultureInfo.InvariantCulture, $"{vector}[({Begin} * {stride})..]");
            return $"{Method}({input}, in values, {target}, {stride});";
        }
    }
}
