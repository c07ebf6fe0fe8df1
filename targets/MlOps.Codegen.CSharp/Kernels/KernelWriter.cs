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
    // A short sum reads best as a formula.
    private const int LongestFormula = 12;

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
            case LookupTable table:
                LookupTableWriter.Write(table, scope, targets);
                break;
            case Distances distances:
                DistancesWriter.Write(distances, scope, targets);
                break;
            case NearestPoints nearest:
                DistancesWriter.Write(nearest, scope, targets);
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

        var writer = new ExpressionWriter(scope);
        Code[] terms = [.. linear.Terms.Select(term => writer.Value(term.Value))];
        string start = Literals.Double(linear.Intercept);
        if (terms.Length == 0)
        {
            scope.Current.Line(result.Assign(start));
        }
        else if (terms.Length <= LongestFormula)
        {
            IEnumerable<string> products = linear.Terms.Select((term, i) => $"({Literals.Double(term.Coefficient)} * {terms[i].Operand})");
            string head = result.Type is null ? $"{result.Name} = " : $"{result.Type} {result.Name} = ";
            scope.Current.Line(head + start);
            scope.Current.Indented(products.Select(product => "+ " + product), ";");
        }
        else
        {
            string coefficients = scope.Data.Image(
                "Coefficients", [.. linear.Terms.Select(term => Literals.Double(term.Coefficient))], "double");
            scope.Current.List(
                result.Assign($"ScalarMath.WeightedSum({start}, {coefficients}, [").TrimEnd(';'), [.. terms.Select(term => term.Text)], "]);");
        }
    }
}
