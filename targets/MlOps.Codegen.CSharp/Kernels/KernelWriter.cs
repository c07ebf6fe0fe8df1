using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>Where a result goes.</summary>
/// <param name="Name">What is assigned.</param>
/// <param name="Type">The type to declare it with; null where it is declared already.</param>
internal readonly record struct Target(string Name, string? Type)
{
    /// <summary>The statement that assigns an expression.</summary>
    /// <param name="value">The expression.</param>
    public string Assign(string value) => Type is null ? $"{Name} = {value};" : $"{Type} {Name} = {value};";
}

/// <summary>Writes kernels: their numbers as constant data, their work as calls of the runtime.</summary>
internal static class KernelWriter
{
    // A short sum reads best as a formula, and one of some length still is computed fastest so.
    private const int LongestFormula = 64;

    /// <summary>Writes the statements of a kernel.</summary>
    /// <param name="definition">The kernel.</param>
    /// <param name="scope">The method.</param>
    /// <param name="targets">Per result where it goes; null where nobody needs it.</param>
    public static void Write(KernelDefinition definition, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        switch (definition.Kernel)
        {
            case TreeEnsemble ensemble:
                TreeEnsembleWriter.Write(ensemble, scope, targets);
                break;
            case LinearCombination linear:
                Write(linear, scope, targets[0]);
                break;
            case DenseLayer layer:
                SumWriter.Write(layer, scope, targets);
                break;
            case KernelSum sum:
                SumWriter.Write(sum, scope, targets);
                break;
            case LookupTable table:
                LookupTableWriter.Write(table, scope, targets);
                break;
            case Distances distances:
                DistancesWriter.Write(distances, scope, targets);
                break;
            case NearestPoints nearest:
                DistancesWriter.Write(nearest, scope, targets);
                break;
            case NgramSums ngrams:
                NgramSumsWriter.Write(ngrams, scope, targets);
                break;
            default:
                throw new InvalidOperationException($"unknown kernel {definition.Kernel.GetType().Name}");
        }
    }

    private static void Write(LinearCombination linear, MethodScope scope, Target? target)
    {
        if (target is not { } result)
        {
            return;
        }

        string start = Literals.Double(linear.Intercept);
        if (linear.Terms.IsEmpty)
        {
            scope.Current.Line(result.Assign(start));
            return;
        }

        if (linear.Terms.Length <= LongestFormula)
        {
            var writer = new ExpressionWriter(scope);
            string[] products =
                [.. linear.Terms.Select(term => $"({Literals.Double(term.Coefficient)} * {writer.Value(term.Value).Operand})")];
            string head = result.Type is null ? $"{result.Name} = " : $"{result.Type} {result.Name} = ";
            scope.Current.Line(head + start);
            scope.Current.Indented(products.Select(product => "+ " + product), ";");
            return;
        }

        string coefficients = scope.Data.Image(
            "Coefficients", [.. linear.Terms.Select(term => Literals.Double(term.Coefficient))], "double");
        string call = result.Assign($"ScalarMath.WeightedSum({start}, {coefficients}, ").TrimEnd(';');
        if (linear.Terms.Length <= VectorMethods.LongestList)
        {
            var writer = new ExpressionWriter(scope);
            scope.Current.List(call + "[", [.. linear.Terms.Select(term => writer.Value(term.Value).Text)], "]);");
        }
        else
        {
            scope.CallWithVector(call, [.. linear.Terms.Select(term => new VectorElement(term.Value))], ");");
        }
    }
}
